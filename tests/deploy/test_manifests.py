"""The manifests fit each other, and what the processes really do."""

import ast
from pathlib import Path
from typing import Any

import pytest

from gateway.files.links import EXPORTS, PACKAGES
from gateway.files.links import PATH as FILES
from services.notify.contacts.unsubscribe_page import PATH as UNSUBSCRIBE
from services.notify.providers.smtp.inbound_mail import INBOUND_MAIL_PATH
from services.notify.providers.twilio.inbound_sms import INBOUND_PATH
from services.notify.providers.twilio.sms import CALLBACK_PATH
from services.settings import Settings
from tests.deploy.manifests import containers, of_kind, pods, ports

NAMES = ("appeals", "gateway", "membership", "notify", "worker")
SERVING = [name for name in NAMES if name != "worker"]
CALLS = {
    "gateway": {"membership", "appeals", "notify"},
    "membership": {"membership", "appeals", "notify"},
    "appeals": {"membership", "appeals", "notify"},
    "notify": {"membership", "appeals", "notify"},
    "worker": {"membership", "appeals"},
}
"""Who asks whom: the neighbours that services/compose.py gives each of them."""
_FROM_OUTSIDE = {
    "notify": [CALLBACK_PATH, INBOUND_PATH, INBOUND_MAIL_PATH, f"{UNSUBSCRIBE}/link"],
    "gateway": [
        *("/graphql", "/.well-known/jwks.json"),
        *(f"{path}link" for path in (FILES, PACKAGES, EXPORTS)),
    ],
}


def _declared(kind: str) -> dict[str, Any]:
    found = of_kind(kind)
    assert found.keys() >= set(NAMES if kind != "Service" else SERVING), kind
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_process_listens_where_its_settings_say(name: str) -> None:
    defaults = {
        "http": Settings.model_fields.get(f"{name}_port"),
        "metrics": Settings.model_fields[f"{name}_metrics_port"],
    }
    assert ports(name) == {key: field.default for key, field in defaults.items() if field}


@pytest.mark.parametrize("name", NAMES)
def test_probes_ask_what_is_answered(name: str) -> None:
    container = containers()[name]
    asked = {
        probe: (container[probe]["httpGet"]["path"], container[probe]["httpGet"]["port"])
        for probe in ("startupProbe", "livenessProbe", "readinessProbe")
    }
    ready, alive = ("/readyz", "http"), ("/healthz", "http")
    if name == "worker":
        ready = alive = ("/metrics", "metrics")
    assert asked == {"startupProbe": ready, "livenessProbe": alive, "readinessProbe": ready}
    patient = container["readinessProbe"]["timeoutSeconds"]
    assert patient >= 5, "a process may look for five seconds whether its database answers"


@pytest.mark.parametrize("name", NAMES)
def test_a_process_ends_before_it_is_killed(name: str) -> None:
    """Sleep, what is under way, and what is closed behind it."""
    slept = containers()[name].get("lifecycle", {}).get("preStop", {}).get("sleep", {})
    assert (name == "worker") == (not slept), "what is reached by others waits until it is not"
    longest = {"worker": _worker_seconds()}.get(name, _server_seconds())
    assert pods()[name]["terminationGracePeriodSeconds"] >= slept.get("seconds", 0) + longest + 5


@pytest.mark.parametrize("name", NAMES)
def test_several_of_a_kind_share_the_work(name: str) -> None:
    selected = {"matchLabels": {"app": name}}
    deployment = of_kind("Deployment")[name]
    assert deployment["spec"]["selector"] == selected
    assert "replicas" not in deployment["spec"], "applying it would undo the autoscaler"
    scaler = _declared("HorizontalPodAutoscaler")[name]["spec"]
    assert scaler["scaleTargetRef"]["name"] == name
    assert 2 <= scaler["minReplicas"] < scaler["maxReplicas"]
    budget = _declared("PodDisruptionBudget")[name]["spec"]
    assert budget == {"minAvailable": scaler["minReplicas"] - 1, "selector": selected}
    [spread] = pods()[name]["topologySpreadConstraints"]
    assert spread["labelSelector"] == selected


@pytest.mark.parametrize("name", NAMES)
def test_a_process_may_do_no_more_than_it_has_to(name: str) -> None:
    pod, container = pods()[name], containers()[name]
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert container["resources"].keys() == {"requests", "limits"}
    assert "env" not in container, "secrets are of the Secret, the rest is of the ConfigMap"


def test_what_a_process_writes_lies_where_it_may() -> None:
    """Its own files; and the list of who was erased, which all of membership add to."""
    for name, container in containers().items():
        paths = {mount["mountPath"] for mount in container["volumeMounts"]}
        assert paths >= {"/app/var", "/tmp"}, name  # noqa: S108 (of a container)
    erasures = Path(of_kind("ConfigMap")["reinstate"]["data"]["ERASURES_FILE"])
    mounted = {m["name"]: m["mountPath"] for m in containers()["membership"]["volumeMounts"]}
    claims = {
        volume["name"]: volume["persistentVolumeClaim"]["claimName"]
        for volume in pods()["membership"]["volumes"]
        if "persistentVolumeClaim" in volume
    }
    assert mounted["erasures"] == str(erasures.parent)
    claim = of_kind("PersistentVolumeClaim")[claims["erasures"]]
    assert claim["spec"]["accessModes"] == ["ReadWriteMany"]


def test_services_lead_to_their_processes() -> None:
    urls = of_kind("ConfigMap")["reinstate"]["data"]
    for name in SERVING:
        service = _declared("Service")[name]["spec"]
        port = ports(name)["http"]
        assert service["selector"] == {"app": name}
        assert service["ports"] == [{"name": "http", "port": port, "targetPort": "http"}]
        if name != "gateway":
            assert urls[f"{name.upper()}_URL"] == f"http://{name}:{port}"


def test_what_asks_from_outside_finds_its_service() -> None:
    [rule] = of_kind("Ingress")["reinstate"]["spec"]["rules"]
    for service, asked in _FROM_OUTSIDE.items():
        for path in asked:
            [way] = [way for way in rule["http"]["paths"] if _leads(way, path)]
            assert way["backend"]["service"] == {"name": service, "port": {"name": "http"}}, path


@pytest.mark.parametrize(
    "path", ["/rpc/membership/execute", "/health/alerts", "/readyz", "/metrics", "/dev/token", "/"]
)
def test_what_is_ours_is_not_asked_from_outside(path: str) -> None:
    [rule] = of_kind("Ingress")["reinstate"]["spec"]["rules"]
    assert not [way for way in rule["http"]["paths"] if _leads(way, path)]


def test_the_ingress_holds_lines_open_and_takes_the_files_of_an_appeal() -> None:
    annotations = of_kind("Ingress")["reinstate"]["metadata"]["annotations"]
    told = {name.rpartition("/")[2]: value for name, value in annotations.items()}
    assert told == {
        "proxy-read-timeout": "3600",
        "proxy-send-timeout": "3600",
        "proxy-buffering": "off",
        "proxy-request-buffering": "off",
        "proxy-body-size": "102m",
    }


def test_only_those_who_call_a_service_reach_it() -> None:
    for name in SERVING:
        policy = of_kind("NetworkPolicy")[name]["spec"]
        assert policy["podSelector"] == {"matchLabels": {"app": name}}
        [rule] = policy["ingress"]
        assert rule["ports"] == [{"port": "http"}]
        callers = {
            one["podSelector"]["matchLabels"]["app"] for one in rule["from"] if "podSelector" in one
        }
        assert callers == {who for who, called in CALLS.items() if name in called} - {name}
        outside = any("namespaceSelector" in one for one in rule["from"])
        assert outside == (name in _FROM_OUTSIDE)
    everyone = of_kind("NetworkPolicy")["reinstate"]["spec"]
    [label] = everyone["podSelector"]["matchLabels"].items()
    for deployment in of_kind("Deployment").values():
        assert label in deployment["spec"]["template"]["metadata"]["labels"].items()


def _leads(way: dict[str, Any], path: str) -> bool:
    """As Kubernetes has it: a prefix counts whole parts of a path."""
    if way["pathType"] == "Exact":
        return bool(way["path"] == path)
    prefix = way["path"].rstrip("/")
    return path == prefix or path.startswith(f"{prefix}/")


def _server_seconds() -> float:
    """How long requests may take to end."""
    tree = ast.parse(Path("infra/http/serving.py").read_text())
    [given] = [
        keyword.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "timeout_graceful_shutdown"
    ]
    return float(ast.literal_eval(given))


def _worker_seconds() -> float:
    from infra.broker.build import worker_command

    command = worker_command("module:setup", threads=1)
    return int(command[command.index("--worker-shutdown-timeout") + 1]) / 1e3
