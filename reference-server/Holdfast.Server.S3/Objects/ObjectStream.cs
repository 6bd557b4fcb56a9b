using Amazon.S3.Model;

namespace Holdfast.Server.S3.Objects;

/// <summary>An object's bytes as they come; the connection is free when it is disposed.</summary>
internal sealed class ObjectStream(GetObjectResponse answer) : Stream
{
    private readonly Stream _bytes = answer.ResponseStream;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] array, int offset, int count) => _bytes.Read(array, offset, count);

    public override async ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _bytes.ReadAsync(into, cancellationToken);
        }
        catch (Exception failure) when (failure is Amazon.Runtime.AmazonClientException or HttpRequestException)
        {
            throw new IOException($"S3 stopped in the middle of '{answer.Key}': {failure.Message}", failure);
        }
    }

    public override Task<int> ReadAsync(byte[] array, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(array.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] array, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _bytes.Dispose();
            answer.Dispose();
        }

        base.Dispose(disposing);
    }
}
