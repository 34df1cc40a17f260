"""Makes ``models/voices`` out of the speaker encoder in resemblyzer's wheel.

``python -m assist.training.voices WHEEL`` once; the same wheel gives the same file.
"""

from __future__ import annotations

import hashlib
import io
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assist.core.files import write_bytes
from assist.models.manifest import write_manifest
from assist.models.shipped import shipped

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

WEIGHTS = "resemblyzer/pretrained.pt"
SHA256 = "39373b86598fa3da9fcddee6142382efe09777e8d37dc9c0561f41f0070f134e"  # of WEIGHTS in 0.1.4
LAYERS = 3
WIDTH = 256
BANDS = 40


def read_weights(wheel: Path) -> dict[str, npt.NDArray[np.float32]]:
    """The weights in resemblyzer's wheel, by their names in PyTorch.

    Raises
    ------
    ValueError
        When the wheel holds other weights than those measured.
    """
    import torch

    with zipfile.ZipFile(wheel) as archive:
        data = archive.read(WEIGHTS)
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise ValueError(f"{WEIGHTS} in {wheel} is not that of resemblyzer 0.1.4")
    # The file also holds the optimizer's state; weights_only keeps out anything that runs.
    state = torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)["model_state"]
    return {name: state[name].numpy() for name in state if name.startswith(("lstm", "linear"))}


def graph(weights: Mapping[str, npt.NDArray[np.float32]]) -> bytes:
    """The encoder as an ONNX graph, weights in half precision.

    Input ``mels``, float32 of shape (windows, frames, 40); output ``voices``, float32 of shape
    (windows, 256), rows of unit length.
    """
    import numpy as np
    from onnx import TensorProto, checker, helper, numpy_helper

    nodes: list[Any] = [helper.make_node("Transpose", ["mels"], ["heard0"], perm=[1, 0, 2])]
    stored: list[Any] = [
        numpy_helper.from_array(np.array([0], np.int64), "zero"),
        numpy_helper.from_array(np.array([1], np.int64), "one"),
        numpy_helper.from_array(np.array([1e-9], np.float32), "little"),
    ]

    def half(name: str, array: npt.NDArray[np.float32]) -> str:
        """Store in half precision; the runtime makes it whole once, when it loads."""
        plain = np.ascontiguousarray(array, np.float16)
        stored.append(numpy_helper.from_array(plain, f"{name}_half"))
        nodes.append(helper.make_node("Cast", [f"{name}_half"], [name], to=TensorProto.FLOAT))
        return name

    for layer in range(LAYERS):
        into = half(f"W{layer}", _gates(weights[f"lstm.weight_ih_l{layer}"])[None])
        on = half(f"R{layer}", _gates(weights[f"lstm.weight_hh_l{layer}"])[None])
        both = [_gates(weights[f"lstm.bias_{kind}_l{layer}"]) for kind in ("ih", "hh")]
        bias = half(f"B{layer}", np.concatenate(both)[None])
        outputs = [f"said{layer}", f"last{layer}"]
        nodes.append(
            helper.make_node("LSTM", [f"heard{layer}", into, on, bias], outputs, hidden_size=WIDTH)
        )
        nodes.append(helper.make_node("Squeeze", [f"said{layer}", "one"], [f"heard{layer + 1}"]))
    nodes += [
        helper.make_node("Squeeze", [f"last{LAYERS - 1}", "zero"], ["last"]),
        helper.make_node("MatMul", ["last", half("A", weights["linear.weight"].T)], ["product"]),
        helper.make_node("Add", ["product", half("b", weights["linear.bias"])], ["sum"]),
        helper.make_node("Relu", ["sum"], ["positive"]),
        helper.make_node("ReduceL2", ["positive"], ["length"], axes=[1], keepdims=1),
        helper.make_node("Max", ["length", "little"], ["divisor"]),
        helper.make_node("Div", ["positive", "divisor"], ["voices"]),
    ]
    made = helper.make_model(
        helper.make_graph(
            nodes,
            "voices",
            [helper.make_tensor_value_info("mels", TensorProto.FLOAT, ["n", "frames", BANDS])],
            [helper.make_tensor_value_info("voices", TensorProto.FLOAT, ["n", WIDTH])],
            stored,
        ),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=9,
        producer_name="assist",
    )
    checker.check_model(made)
    data: bytes = made.SerializeToString(deterministic=True)
    return data


def _gates(stacked: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """PyTorch's order of an LSTM's gates (in, forget, cell, out) to ONNX's."""
    import numpy as np

    entering, forgetting, cell, leaving = np.split(stacked, 4)
    return np.concatenate([entering, leaving, forgetting, cell])


def main(wheel: Path) -> None:
    """Write the graph beside its model card."""
    folder = shipped("models", "voices")
    write_bytes(folder / "voices.onnx", graph(read_weights(wheel)), force=True)
    write_manifest(folder, source="python -m assist.training.voices")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
