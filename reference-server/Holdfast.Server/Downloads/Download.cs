using System.Globalization;
using System.Text;
using Holdfast.Protocol.Tus;
using Holdfast.Server.Core;
using Holdfast.Server.Refusals;
using Holdfast.Server.Replies;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Server.Downloads;

/// <summary>
/// GET, which tus does not define: it sends the stored bytes, with ranges and conditions, as tusd does; unlike tusd, it neither waits for a
/// running upload nor stops it. The store's description of the upload decides the answer, then exactly its bytes are opened.
/// </summary>
internal sealed class Download(UploadCore core, IServingStore store, Func<Refusal, UploadReply> refuse)
{
    // As much as ASP.NET Core copies at once.
    private const int BufferSize = 64 * 1024;

    /// <summary>Writes the whole answer, or gives one without content back.</summary>
    public async Task<UploadReply?> ServeAsync(HttpContext context, string id)
    {
        var outcome = await core.SeeAsync(id);
        if (outcome is not { Upload: { } upload, Error: null })
        {
            return refuse(outcome.Error!);
        }

        if (upload.IsWaiting || !(upload.IsFinished || store.ServesUnfinished))
        {
            return refuse(upload.IsWaiting ? RefusalKind.WaitsForParts : RefusalKind.Unfinished);
        }

        var (tag, lastModified) = (TagOf(upload), InSeconds(upload.LastChanged));
        if (Preconditions.StatusOf(context.Request.GetTypedHeaders(), tag, lastModified) is { } status)
        {
            Identify(context.Response, tag, lastModified);
            return UploadReply.Ok(status);
        }

        var ranges = ByteRanges.Of(context.Request, upload.Offset, tag, lastModified);
        if (ranges is { Count: 0 })
        {
            Identify(context.Response, tag, lastModified);
            return UploadReply.Ok(StatusCodes.Status416RangeNotSatisfiable).With("Content-Range", ByteRange.NoneOf(upload.Offset));
        }

        var first = ranges?[0] ?? new ByteRange(0, upload.Offset - 1);
        await using var stored = await OpenAsync(upload, first, context.RequestAborted);
        if (stored is null)
        {
            return refuse(RefusalKind.NotFound);
        }

        Identify(context.Response, tag, lastModified);
        await SendAsync(context, upload, ranges, stored);
        return null;
    }

    private async Task SendAsync(HttpContext context, UploadInfo upload, IReadOnlyList<ByteRange>? ranges, Stream first)
    {
        var response = context.Response;
        var content = DownloadContent.Of(Values(upload.Metadata));
        response.Headers.ContentDisposition = content.Disposition;
        var multipart = ranges is { Count: > 1 } ? new MultipartContent(content.Type, ranges, upload.Offset) : null;
        response.StatusCode = ranges is null ? StatusCodes.Status200OK : StatusCodes.Status206PartialContent;
        response.Headers.ContentRange = ranges is [var only] ? only.OutOf(upload.Offset) : default;
        response.ContentType = multipart?.Type ?? content.Type;
        response.ContentLength = multipart?.Length ?? ranges?[0].Length ?? upload.Offset;
        try
        {
            await (multipart?.WriteAsync(
                response.Body, first, range => OpenAsync(upload, range, context.RequestAborted), context.RequestAborted)
                ?? CopyAsync(first, response.Body, response.ContentLength.Value, context.RequestAborted));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client closed the connection during the response, so no answer can reach it.
            context.Abort();
        }
    }

    /// <summary>Copies so many bytes.</summary>
    public static Task CopyAsync(Stream stored, Stream body, long count, CancellationToken cancellationToken) =>
        StreamCopyOperation.CopyToAsync(stored, body, count, BufferSize, cancellationToken);

    private ValueTask<Stream?> OpenAsync(UploadInfo upload, ByteRange range, CancellationToken cancellationToken) =>
        store.OpenReadAsync(upload, range.First, range.Length, cancellationToken);

    private static void Identify(HttpResponse response, EntityTagHeaderValue tag, DateTimeOffset? lastModified)
    {
        var headers = response.GetTypedHeaders();
        headers.ETag = tag;
        headers.LastModified = lastModified;
        response.Headers.AcceptRanges = "bytes";
    }

    // Stored bytes never change, so the offset distinguishes two contents of one upload; the time distinguishes two uploads that had the
    // same id one after the other.
    private static EntityTagHeaderValue TagOf(UploadInfo upload) =>
        new(string.Create(CultureInfo.InvariantCulture, $"\"{upload.LastChanged?.UtcTicks ?? 0:x}-{upload.Offset:x}\""));

    // RFC 9110, 5.6.7: an HTTP-date has whole seconds, so a time that is compared with one must have whole seconds, too.
    private static DateTimeOffset? InSeconds(DateTimeOffset? time) =>
        time is { } exact ? DateTimeOffset.FromUnixTimeSeconds(exact.ToUnixTimeSeconds()) : null;

    private static Dictionary<string, string> Values(string? header) =>
        header is not null && UploadMetadata.TryParse(header, out var metadata)
            ? metadata.Pairs.ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetString(pair.Value.Span), StringComparer.Ordinal)
            : [];
}
