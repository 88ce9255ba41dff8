"""multilingual-e5-small as an ONNX graph, written straight from the 4-bit weights.

Nothing is exported or kept on disk: a graph has 21 million weights (the table of 250,000 word pieces stays
outside) and is made in a fraction of a second.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from indexer.adapter import Updates
from indexer.e5_weights import BLOCK, Weights, unpacked

_OPSET, _CONTRIB = 20, "com.microsoft"


def build(weights: Weights, graph: Graph) -> bytes:
    """Return the serialized model, put together in `graph`, which decides on the arithmetic.

    Input "embeddings": float32 (1, tokens, dimension), the sum of word, position and type embeddings of one
    text. Output "hidden": float32 (1, tokens, dimension), the last layer's.
    """
    x = graph.normed("embeddings", weights, "emb.ln")
    for layer in range(weights.layers):
        x = _layer(graph, weights, f"l{layer}.", x)
    graph.add("Identity", x, output="hidden")
    shape = [1, "tokens", weights.dimension]
    made = helper.make_graph(
        graph.nodes,
        "multilingual-e5-small",
        [helper.make_tensor_value_info("embeddings", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("hidden", TensorProto.FLOAT, shape)],
        graph.constants,
    )
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_CONTRIB, 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=10).SerializeToString()


def _layer(graph: Graph, weights: Weights, layer: str, x: str) -> str:
    """One BERT layer: attention, then the feed-forward net, each added to its input and normed."""
    qkv = graph.linear(x, weights, [layer + "q", layer + "k", layer + "v"])
    heads = graph.add("Split", qkv, outputs=3, axis=-1, num_outputs=3)
    attended = graph.add("MultiHeadAttention", *heads, contrib=True, num_heads=weights.heads)
    projected = graph.linear(attended, weights, [layer + "ao"])
    x = graph.normed(graph.add("Add", projected, x), weights, layer + "aln")
    inner = graph.add("Gelu", graph.linear(x, weights, [layer + "fi"]), contrib=True)
    outer = graph.linear(inner, weights, [layer + "fo"])
    return graph.normed(graph.add("Add", outer, x), weights, layer + "oln")


class Graph(ABC):
    """An ONNX graph under construction; values are called by running numbers."""

    def __init__(self, updates: Updates) -> None:
        """`updates` are added to the weights; there may be none."""
        self._updates = updates
        self.nodes: list = []
        self.constants: list = []
        self._values = 0

    def _name(self) -> str:
        self._values += 1
        return f"v{self._values}"

    def constant(self, array: np.ndarray) -> str:
        """Add a constant; return its name."""
        name = self._name()
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def add(self, operator: str, *inputs: str, output="", outputs=1, contrib=False, **attributes):
        """Add a node; return the name of its output, or the list of names of several."""
        names = [output] if output else [self._name() for _ in range(outputs)]
        domain = _CONTRIB if contrib else ""
        self.nodes.append(helper.make_node(operator, inputs, names, domain=domain, **attributes))
        return names[0] if outputs == 1 else names

    def normed(self, x: str, weights: Weights, name: str) -> str:
        """Add the layer norm `name`; return the name of its output."""
        scale, bias = (self.constant(weights.vector(f"{name}.{part}")) for part in "wb")
        return self.add("LayerNormalization", x, scale, bias, axis=-1, epsilon=weights.epsilon)

    def linear(self, x: str, weights: Weights, names: list[str]) -> str:
        """Add x @ W.T + b, the matrices of `names` side by side."""
        bias = np.concatenate([weights.vector(f"{name}.b") for name in names])
        return self.add("Add", self.product(x, weights, names, len(bias)), self.constant(bias))

    @abstractmethod
    def product(self, x: str, weights: Weights, names: list[str], rows: int) -> str:
        """Add x @ W.T for the matrices of `names` side by side, so many rows in all; return its name."""


class FourBit(Graph):
    """The 4-bit blocks as they are, activations in 8 bits by blocks; updates are computed beside them."""

    def product(self, x: str, weights: Weights, names: list[str], rows: int) -> str:
        """See Graph.product."""
        scale, nibbles = unpacked(np.concatenate([weights.blocks(f"{name}.w") for name in names]))
        packed = (nibbles[:, 0::2] | nibbles[:, 1::2] << 4).reshape(rows, -1, BLOCK // 2)
        product = self.add(
            "MatMulNBits",
            x,
            self.constant(packed),
            self.constant(scale.reshape(rows, -1)),
            contrib=True,
            K=packed.shape[1] * BLOCK,
            N=rows,
            bits=4,
            block_size=BLOCK,
            accuracy_level=4,
        )
        updates = [self._updates[name] for name in names if name in self._updates]
        return self.add("Add", product, self._updated(x, updates)) if updates else product

    def _updated(self, x: str, updates: list[tuple[np.ndarray, np.ndarray]]) -> str:
        """Add what the updates of matrices side by side make of x."""
        down = np.concatenate([down for down, _ in updates]).astype(np.float32)
        narrow = self.add("MatMul", x, self.constant(down.T))
        parts = [narrow]
        if len(updates) > 1:
            parts = self.add("Split", narrow, outputs=len(updates), axis=-1, num_outputs=len(updates))
        made = [
            self.add("MatMul", part, self.constant(up.T.astype(np.float32)))
            for part, (_, up) in zip(parts, updates, strict=True)
        ]
        return self.add("Concat", *made, axis=-1) if len(made) > 1 else made[0]


class EightBit(Graph):
    """8-bit weights, updates among them; activations in 8 bits token by token, by the largest of each.

    ONNX Runtime's own dynamic quantization takes one scale for all tokens, which costs several times the
    error (eval/results/encoder.md).
    """

    def product(self, x: str, weights: Weights, names: list[str], rows: int) -> str:
        """See Graph.product."""
        matrices = [self._whole(weights.matrix(f"{name}.w", rows // len(names)), name) for name in names]
        quantized, scale = _quantize(np.concatenate(matrices))
        tokens, token_scale = self._quantize_tokens(x)
        product = self.add(
            "MatMulIntegerToFloat",
            tokens,
            self.constant(quantized.T),
            self.constant(np.float32(1)),
            self.constant(scale),
            self.constant(np.uint8(128)),
            contrib=True,
        )
        return self.add("Mul", product, token_scale)

    def _whole(self, matrix: np.ndarray, name: str) -> np.ndarray:
        if name not in self._updates:
            return matrix
        down, up = (part.astype(np.float32) for part in self._updates[name])
        return matrix + up @ down

    def _quantize_tokens(self, x: str) -> tuple[str, str]:
        """Return x as uint8 around 128, each token by its own largest value, and what to multiply by."""
        largest = self.add("ReduceMax", self.add("Abs", x), self.constant(np.array([-1])), keepdims=1)
        largest = self.add("Max", largest, self.constant(np.float32(1e-9)))
        steps = self.add("Mul", x, self.add("Div", self.constant(np.float32(127)), largest))
        # The cast cuts off, so that half a step more rounds.
        shifted = self.add("Add", steps, self.constant(np.float32(128.5)))
        scale = self.add("Mul", largest, self.constant(np.float32(1 / 127)))
        return self.add("Cast", shifted, to=TensorProto.UINT8), scale


def _quantize(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return int8 rows and their scales.

    Processors without VNNI add products of two neighbours in 16 bits. So that 255 * (w0 + w1) always fits,
    the scale keeps the sum of neighbours of one sign within 127, and not only every single weight.
    """
    pairs = matrix.reshape(len(matrix), -1, 2)
    sums = np.maximum(pairs.clip(min=0).sum(axis=2), -pairs.clip(max=0).sum(axis=2))
    scale = (sums.max(axis=1) / 127).astype(np.float32)
    return np.rint(matrix / scale[:, None]).astype(np.int8), scale
