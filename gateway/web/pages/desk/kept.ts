export { useKept } from "../shared/kept";
