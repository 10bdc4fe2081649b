package no.samtykke

import com.sun.jna.Pointer
import com.sun.jna.Structure
import java.nio.ByteBuffer
import java.util.Collections

/**
 * Bytes on their way to the core or from it; their memory is the core's.
 *
 * @suppress
 */
@Structure.FieldOrder("capacity", "len", "data")
open class RustBuffer : Structure() {
    @JvmField internal var capacity: Long = 0

    @JvmField internal var len: Long = 0

    @JvmField internal var data: Pointer? = null

    /** As arguments and results are. */
    class ByValue :
        RustBuffer(),
        Structure.ByValue

    // JNA would find the fields by reflection, each time.
    override fun read() {
        val memory = pointer
        capacity = memory.getLong(CAPACITY)
        len = memory.getLong(LEN)
        data = memory.getPointer(DATA)
    }

    override fun write() {
        val memory = pointer
        memory.setLong(CAPACITY, capacity)
        memory.setLong(LEN, len)
        memory.setPointer(DATA, data)
    }

    internal companion object {
        private const val CAPACITY = 0L
        private const val LEN = 8L
        private const val DATA = 16L

        fun of(
            bytes: ByteArray,
            size: Int = bytes.size,
        ): ByValue {
            val buffer = uniffiRustCall { UniffiLib.ffi_samtykke_rustbuffer_alloc(size.toLong(), it) }
            checkNotNull(buffer.data) { "no memory for $size bytes" }.write(0, bytes, 0, size)
            buffer.len = size.toLong()
            return buffer
        }

        fun free(buffer: ByValue) = uniffiRustCall { UniffiLib.ffi_samtykke_rustbuffer_free(buffer, it) }
    }
}

/** A buffer with the value, put together here and copied at once. */
internal fun <T> FfiConverter<T, *>.lowered(value: T): RustBuffer.ByValue {
    val bytes = ByteBuffer.allocate(allocationSize(value).toInt())
    write(value, bytes)
    return RustBuffer.of(bytes.array(), bytes.position())
}

/** The value in a buffer, which is freed. */
internal fun <T> FfiConverter<T, *>.lifted(buffer: RustBuffer.ByValue): T {
    val bytes = ByteBuffer.wrap(taken(buffer))
    return read(bytes).also { check(!bytes.hasRemaining()) { "the library gave more than was read" } }
}

/** The bytes in a buffer, which is freed. */
internal fun taken(buffer: RustBuffer.ByValue): ByteArray =
    try {
        checkNotNull(buffer.data) { "a buffer without bytes" }.getByteArray(0, buffer.len.toInt())
    } finally {
        RustBuffer.free(buffer)
    }

/** A list that others may hold too. */
internal inline fun <T> unmodifiable(
    size: Int,
    read: (Int) -> T,
): List<T> = Collections.unmodifiableList(List(size, read))

/**
 * How the thread's last call went. One is enough: a call writes to it when it fails, and is looked at before the next.
 */
internal fun callStatus(): UniffiRustCallStatus = STATUS.get()

private val STATUS = ThreadLocal.withInitial { UniffiRustCallStatus() }

/** Whether the call failed; what is known of it is then in the fields, and the next call finds none of it. */
internal fun UniffiRustCallStatus.isFailure(): Boolean {
    if (pointer.getByte(0) == UNIFFI_CALL_SUCCESS) return false
    read()
    pointer.setByte(0, UNIFFI_CALL_SUCCESS)
    return true
}
