using System.Security.Cryptography;
using System.Text;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Downloads;

/// <summary>Several ranges of an upload as <c>multipart/byteranges</c> (RFC 9110, 14.6).</summary>
/// <param name="type">The media type of the upload.</param>
/// <param name="ranges">Two or more, in the order of the answer.</param>
/// <param name="length">The bytes of the upload.</param>
internal sealed class MultipartContent(string type, IReadOnlyList<ByteRange> ranges, long length)
{
    // The uploader chose the bytes, so the boundary between them must not be predictable.
    private readonly string _boundary = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>The value of Content-Type.</summary>
    public string Type => $"multipart/byteranges; boundary={_boundary}";

    /// <summary>The bytes of the answer.</summary>
    public long Length => ranges.Sum(range => Begin(range).Length + range.Length) + End.Length;

    private byte[] End => Encoding.ASCII.GetBytes($"\r\n--{_boundary}--\r\n");

    /// <summary>Writes the ranges, of which the first is open already.</summary>
    public async Task WriteAsync(Stream body, Stream first, Func<ByteRange, ValueTask<Stream?>> open, CancellationToken cancellationToken)
    {
        await WriteAsync(body, ranges[0], first, cancellationToken);
        foreach (var range in ranges.Skip(1))
        {
            await using var next =
                await open(range) ?? throw new UploadStoreException("The upload is gone in the middle of a download.", isTransient: true);
            await WriteAsync(body, range, next, cancellationToken);
        }

        await body.WriteAsync(End, cancellationToken);
    }

    private async Task WriteAsync(Stream body, ByteRange range, Stream stored, CancellationToken cancellationToken)
    {
        await body.WriteAsync(Begin(range), cancellationToken);
        await Download.CopyAsync(stored, body, range.Length, cancellationToken);
    }

    private byte[] Begin(ByteRange range) => Encoding.UTF8.GetBytes(
        $"{(range == ranges[0] ? "" : "\r\n")}--{_boundary}\r\nContent-Type: {type}\r\nContent-Range: {range.OutOf(length)}\r\n\r\n");
}
