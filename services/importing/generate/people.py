"""Who the made-up members are: names, addresses, languages. All e-mail domains are reserved ones;
phone numbers are valid and unique, but belong to nobody on purpose."""

from random import Random

import msgspec

MOST_MEMBERS = 5_000_000  # below the smallest country's number space
_STEP = 7_368_787  # a prime that divides no country's number space: see `_phone`


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """`phone` in E.164; `phone` and `email` may be empty, but not both."""

    name: str
    phone: str
    email: str
    language: str
    time_zone: str


class _Country(msgspec.Struct, frozen=True, kw_only=True):
    """`digits`: how many follow a prefix; `chinese`: share of members who read Chinese."""

    weight: int
    code: str
    prefixes: tuple[str, ...]
    digits: int
    time_zone: str
    chinese: float


def _listed(words: str, separator: str = " ") -> tuple[str, ...]:
    return tuple(words.split(separator))


_COUNTRIES = (
    _Country(
        weight=70,
        code="+86",
        prefixes=_listed("134 135 136 137 138 139 150 151 152 157 158 159 182 187 188 189"),
        digits=8,
        time_zone="Asia/Shanghai",
        chinese=0.98,
    ),
    _Country(
        weight=6,
        code="+852",
        prefixes=_listed("61 64 65 69 94 96 97"),
        digits=6,
        time_zone="Asia/Hong_Kong",
        chinese=0.8,
    ),
    _Country(
        weight=5,
        code="+65",
        prefixes=_listed("81 82 83 84 85 86 87 91 92 93 94 96 97 98"),
        digits=6,
        time_zone="Asia/Singapore",
        chinese=0.5,
    ),
    _Country(
        weight=4,
        code="+81",
        prefixes=("801", "802", "803", "804", "901", "902", "903", "904", "905"),
        digits=7,
        time_zone="Asia/Tokyo",
        chinese=0.3,
    ),
    _Country(
        weight=7,
        code="+1",
        prefixes=("2122", "2133", "3124", "4156", "6177", "6462", "7027", "7133", "9172"),
        digits=6,
        time_zone="America/New_York",
        chinese=0.2,
    ),
    _Country(
        weight=4,
        code="+44",
        prefixes=_listed("7400 7401 7402 7500 7501 7503 7800 7801 7802 7900 7901 7903"),
        digits=6,
        time_zone="Europe/London",
        chinese=0.1,
    ),
    _Country(
        weight=4,
        code="+49",
        prefixes=("1511", "1512", "1514", "1515", "1516", "1517"),
        digits=7,
        time_zone="Europe/Berlin",
        chinese=0.1,
    ),
)
_WEIGHTS = tuple(country.weight for country in _COUNTRIES)

_SURNAMES = _listed(
    "王 Wang,李 Li,张 Zhang,刘 Liu,陈 Chen,杨 Yang,赵 Zhao,黄 Huang,周 Zhou,吴 Wu,徐 Xu,孙 Sun,"
    "胡 Hu,朱 Zhu,高 Gao,林 Lin,何 He,郭 Guo,马 Ma,罗 Luo,梁 Liang,宋 Song,郑 Zheng,谢 Xie,"
    "欧阳 Ouyang",
    ",",
)
_GIVEN = _listed(
    "伟 Wei,芳 Fang,娜 Na,敏 Min,静 Jing,丽 Li,强 Qiang,磊 Lei,洋 Yang,艳 Yan,勇 Yong,军 Jun,"
    "杰 Jie,涛 Tao,明 Ming,超 Chao,霞 Xia,平 Ping,桂英 Guiying,子涵 Zihan,雨桐 Yutong,浩然 Haoran,"
    "欣怡 Xinyi,思远 Siyuan,梓萱 Zixuan,俊杰 Junjie,晓彤 Xiaotong,一诺 Yinuo",
    ",",
)
_LATIN_GIVEN = _listed(
    "Anna Ben Chloé Daniel Elif Finn Grace Hannah Ivan José Kenji Laura Mateo Nora Olu Priya "
    "Quentin Rosa Sofía Tomasz Uwe Vera William Yuki Zoë"
)
_LATIN_FAMILY = _listed(
    "Adams Brown Castro Dubois Evans Fischer García Haddad Ito Jansen Kowalski López Müller "
    "Nakamura O'Brien Patel Quinn Rossi Schröder Tanaka Usman Van-Dijk Weber Young Zieliński"
)
_MAIL = ("example.com", "example.net", "mail.example", "post.example", "letters.example")
_SUFFIX = ', "Jr."'  # commas and quotes occur in real files, so they occur in these


def person(rng: Random, index: int) -> Person:
    """The member with this index, from 0."""
    country = rng.choices(_COUNTRIES, _WEIGHTS)[0]
    chinese = rng.random() < country.chinese
    name, spelt = _chinese_name(rng) if chinese else _latin_name(rng)
    silent = rng.random()
    return Person(
        name=name,
        phone="" if silent < 0.02 else _phone(country, index),
        email="" if silent > 0.95 else f"{spelt}.{index + 1}@{rng.choice(_MAIL)}",
        language="zh-CN" if chinese else "en",
        time_zone=country.time_zone,
    )


def _phone(country: _Country, index: int) -> str:
    """Steps through the country's numbers so that neighbours differ and none comes twice."""
    space = len(country.prefixes) * 10**country.digits
    place = (index * _STEP) % space
    prefix, digits = divmod(place, 10**country.digits)
    return f"{country.code}{country.prefixes[prefix]}{digits:0{country.digits}d}"


def _chinese_name(rng: Random) -> tuple[str, str]:
    (family, spelt), (given, sounds) = rng.choice(_SURNAMES).split(), rng.choice(_GIVEN).split()
    return family + given, f"{spelt}.{sounds}".lower()


def _latin_name(rng: Random) -> tuple[str, str]:
    given, family = rng.choice(_LATIN_GIVEN), rng.choice(_LATIN_FAMILY)
    suffix = _SUFFIX if rng.random() < 0.01 else ""
    letters = "".join(letter for letter in f"{given}.{family}" if letter.isascii())
    return f"{given} {family}{suffix}", letters.replace("'", "").lower()
