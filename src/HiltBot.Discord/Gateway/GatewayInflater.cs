using System.Buffers;
using System.IO.Compression;

namespace HiltBot.Discord.Gateway;

/// <summary>
/// Discord's <c>zlib-stream</c>: one compressed stream for the whole connection, a text complete whenever the
/// bytes end with a flush. A text may come in several websocket messages.
/// </summary>
internal sealed class GatewayInflater : IDisposable
{
    /// <summary>A community of a hundred thousand members comes with a few megabytes.</summary>
    private const int TextMax = 64 * 1024 * 1024;

    private static readonly byte[] Flush = [0x00, 0x00, 0xFF, 0xFF];

    private readonly Feed feed = new();
    private readonly ZLibStream inflated;

    public GatewayInflater() => inflated = new ZLibStream(feed, CompressionMode.Decompress, leaveOpen: true);

    /// <returns>The text that is complete with these bytes; null when more has to come.</returns>
    /// <exception cref="InvalidDataException">The stream is broken and cannot be read on.</exception>
    public ReadOnlyMemory<byte>? Take(ReadOnlySpan<byte> message)
    {
        feed.Add(message);
        if (feed.Length > TextMax)
        {
            throw new InvalidDataException("The gateway sends one text without end.");
        }

        if (!feed.EndsWith(Flush))
        {
            return null;
        }

        var text = new ArrayBufferWriter<byte>(4 * 1024);
        while (inflated.Read(text.GetSpan(4 * 1024)) is var length and > 0)
        {
            text.Advance(length);
            if (text.WrittenCount > TextMax)
            {
                throw new InvalidDataException("The gateway sends a text that is too long.");
            }
        }

        return text.WrittenMemory;
    }

    public void Dispose()
    {
        inflated.Dispose();
        feed.Dispose();
    }

    /// <summary>Answers 0 when what was fed is used up, and goes on when more is.</summary>
    private sealed class Feed : Stream
    {
        private readonly ArrayBufferWriter<byte> bytes = new();
        private int at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => bytes.WrittenCount - at;

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public void Add(ReadOnlySpan<byte> more)
        {
            if (at > 0 && at == bytes.WrittenCount)
            {
                bytes.ResetWrittenCount();
                at = 0;
            }

            bytes.Write(more);
        }

        public bool EndsWith(ReadOnlySpan<byte> end) => bytes.WrittenSpan[at..].EndsWith(end);

        public override int Read(Span<byte> buffer)
        {
            var length = Math.Min(buffer.Length, bytes.WrittenCount - at);
            bytes.WrittenSpan.Slice(at, length).CopyTo(buffer);
            at += length;
            return length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
