using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Server;

/// <summary>Several ranges of an upload as <c>multipart/byteranges</c> (RFC 9110, 14.6).</summary>
internal sealed class MultipartDownload(
    Stream stored, string type, IReadOnlyList<ByteRange> ranges, UploadInfo upload, EntityTagHeaderValue tag) : IResult
{
    // The uploader chose the bytes and must not guess what stands between them.
    private readonly string _boundary = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private byte[] End => Encoding.ASCII.GetBytes($"\r\n--{_boundary}--\r\n");

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using (stored)
        {
            Describe(httpContext.Response);
            try
            {
                await WriteAsync(httpContext.Response.Body, httpContext.RequestAborted);
            }
            catch (OperationCanceledException) when (httpContext.RequestAborted.IsCancellationRequested)
            {
                // The client went away in the middle; nobody is left to be told.
                httpContext.Abort();
            }
        }
    }

    private void Describe(HttpResponse response)
    {
        var headers = response.GetTypedHeaders();
        headers.ETag = tag;
        headers.LastModified = upload.LastChanged;
        response.Headers.AcceptRanges = "bytes";
        response.StatusCode = StatusCodes.Status206PartialContent;
        response.ContentType = $"multipart/byteranges; boundary={_boundary}";
        response.ContentLength = ranges.Sum(range => Begin(range).Length + range.Length) + End.Length;
    }

    private async Task WriteAsync(Stream body, CancellationToken cancellationToken)
    {
        foreach (var range in ranges)
        {
            await body.WriteAsync(Begin(range), cancellationToken);
            stored.Position = range.First;
            await StreamCopyOperation.CopyToAsync(stored, body, range.Length, cancellationToken);
        }

        await body.WriteAsync(End, cancellationToken);
    }

    private byte[] Begin(ByteRange range) => Encoding.UTF8.GetBytes(
        $"{(range == ranges[0] ? "" : "\r\n")}--{_boundary}\r\nContent-Type: {type}\r\nContent-Range: {range.OutOf(upload.Offset)}\r\n\r\n");
}
