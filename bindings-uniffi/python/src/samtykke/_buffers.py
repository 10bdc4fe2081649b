"""How values cross to the core: the generated module calls the library for each member, this copies a value whole."""

from __future__ import annotations

import ctypes
from io import BytesIO
from struct import Struct
from typing import Any

from ._native import samtykke as module

core: Any = module
"""With what its types do not tell."""

_status, _reference = core._UniffiRustCallStatus, ctypes.byref
_I32, _I64, _U16, _U32, _U64 = (Struct(f">{code}") for code in "iqHIQ")


class Reader(BytesIO):
    """Reads the members of a value one after the other."""

    def read_u8(self) -> int:
        """Read a number of one byte."""
        return self.read(1)[0]

    def read_u16(self) -> Any:
        """Read a number of two bytes."""
        return _U16.unpack(self.read(2))[0]

    def read_i32(self) -> Any:
        """Read a number of four bytes."""
        return _I32.unpack(self.read(4))[0]

    def read_u32(self) -> Any:
        """Read a number of four bytes without a sign."""
        return _U32.unpack(self.read(4))[0]

    def read_i64(self) -> Any:
        """Read a number of eight bytes."""
        return _I64.unpack(self.read(8))[0]

    def read_u64(self) -> Any:
        """Read a number of eight bytes without a sign."""
        return _U64.unpack(self.read(8))[0]


class Writer(bytearray):
    """Writes the members of a value one after the other."""

    write = bytearray.extend
    write_u8 = bytearray.append

    def write_u16(self, number: int) -> None:
        """Write a number of two bytes."""
        self.extend(_U16.pack(number))

    def write_i32(self, number: int) -> None:
        """Write a number of four bytes."""
        self.extend(_I32.pack(number))

    def write_u32(self, number: int) -> None:
        """Write a number of four bytes without a sign."""
        self.extend(_U32.pack(number))

    def write_i64(self, number: int) -> None:
        """Write a number of eight bytes."""
        self.extend(_I64.pack(number))

    def write_u64(self, number: int) -> None:
        """Write a number of eight bytes without a sign."""
        self.extend(_U64.pack(number))


def install() -> None:
    """Take the place of what was generated, once, when the package is imported."""
    core._UniffiConverterRustBuffer.lift = classmethod(_lift)
    core._UniffiConverterRustBuffer.lower = classmethod(_lower)
    text = core._UniffiFfiConverterString
    text.lift, text.lower = staticmethod(_lift_text), staticmethod(_lower_text)
    text.read, text.write = staticmethod(_read_text), staticmethod(_write_text)
    core._uniffi_rust_call = _call
    core._uniffi_rust_call_with_error = _call_with_error


def _lift(converter: Any, buffer: Any) -> Any:
    reader = Reader(_taken(buffer))
    value = converter.read(reader)
    if reader.read(1):
        raise core.InternalError("the library gave more than was read")
    return value


def _lower(converter: Any, value: Any) -> Any:
    writer = Writer()
    converter.write(value, writer)
    return _given(bytes(writer))


def _lift_text(buffer: Any) -> str:
    return _taken(buffer).decode()


def _lower_text(text: str) -> Any:
    return _given(text.encode())


def _read_text(reader: Reader) -> str:
    return reader.read(_I32.unpack(reader.read(4))[0]).decode()


def _write_text(text: str, writer: Writer) -> None:
    data = text.encode()
    writer.extend(_I32.pack(len(data)) + data)


def _taken(buffer: Any) -> bytes:
    """Give what the library's buffer holds, and the buffer back to it."""
    data: bytes = buffer.data[: buffer.len]
    _call(core._UniffiLib.ffi_samtykke_rustbuffer_free, buffer)
    return data


def _given(data: bytes) -> Any:
    size = len(data)
    buffer = _call(core._UniffiLib.ffi_samtykke_rustbuffer_alloc, size)
    ctypes.memmove(buffer.data, data, size)
    return buffer


def _call(function: Any, *arguments: Any) -> Any:
    status = _status()
    result = function(*arguments, _reference(status))
    if status.code:
        core._uniffi_check_call_status(None, status)
    return result


def _call_with_error(errors: Any, function: Any, *arguments: Any) -> Any:
    status = _status()
    result = function(*arguments, _reference(status))
    if status.code:
        core._uniffi_check_call_status(errors, status)
    return result
