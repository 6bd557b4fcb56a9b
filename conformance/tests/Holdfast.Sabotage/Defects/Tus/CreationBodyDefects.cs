using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in storing the body of a creation.</summary>
internal static class CreationBodyDefects
{
    private const string Length = "Upload-Length";
    private const string Offset = "Upload-Offset";
    private const int Buffer = 64 * 1024;

    public static IReadOnlyList<Defect> All { get; } =
    [
        new()
        {
            Name = "creation-body/no-offset",
            Breaks = "The 201 does not report how many bytes were stored.",
            Kills = ["tus/creation-with-upload/whole", "tus/creation-with-upload/part", "tus/creation-with-upload/large",
                "tus/creation-with-upload/chunked"],
            MayKill = ["tus/creation-with-upload/**", "tus/checksum/**", "tus/resilience/**", "tus/core/options/keeps-its-word"],
            Break = Broken.Response(context =>
            {
                if (context.Response.StatusCode == StatusCodes.Status201Created)
                {
                    context.Response.Headers.Remove(Offset);
                }
            }),
        },
        new()
        {
            Name = "creation-body/last-octet-lost",
            Breaks = "The last byte of a creation is lost, but the 201 counts it.",
            Kills = ["tus/creation-with-upload/whole", "tus/creation-with-upload/part", "tus/creation-with-upload/metadata",
                "tus/creation-with-upload/kept-connection", "tus/creation-with-upload/expect-continue"],
            MayKill = ["tus/creation-with-upload/**", "tus/checksum/**", "tus/resilience/**"],
            Break = Taken(bytes => bytes[..^1], tells: bytes => bytes.Length),
        },
        new()
        {
            Name = "creation-body/one-buffer",
            Breaks = "Only the first 64 KiB of a creation's content are kept, but all bytes are counted.",
            Kills = ["tus/creation-with-upload/large"],
            // It counts the bytes of a body that is ignored, too.
            MayKill = ["tus/creation-with-upload/media-type", "tus/creation-with-upload/media-type-missing"],
            Break = Taken(bytes => bytes[..Math.Min(bytes.Length, Buffer)], tells: bytes => bytes.Length),
        },
        new()
        {
            Name = "creation-body/part-is-whole",
            Breaks = "The content of a creation counts as the whole upload, whatever its length says.",
            Kills = ["tus/creation-with-upload/part", "tus/creation-with-upload/too-long"],
            MayKill =
                ["tus/creation-with-upload/zero-length", "tus/checksum/**", "tus/resilience/**", "tus/expiration/creation-with-upload"],
            Break = Broken.Request(request =>
            {
                if (HttpMethods.IsPost(request.Method) && request.ContentLength > 0 && request.Headers.ContainsKey(Length))
                {
                    request.Headers[Length] = $"{request.ContentLength}";
                }
            }),
        },
        new()
        {
            Name = "creation-body/excess-counted",
            Breaks = "Bytes beyond the length are discarded, but counted in Upload-Offset.",
            Kills = ["tus/creation-with-upload/too-long", "tus/creation-with-upload/zero-length"],
            Break = Broken.Exchange((context, next) => LengthOf(context.Request) is { } length && context.Request.ContentLength > length
                ? TakeAsync(context, next, bytes => bytes[..(int)length], bytes => bytes.Length)
                : next(context)),
        },
        new()
        {
            Name = "creation-body/chunked-excess-kept",
            Breaks = "Bytes of a chunked creation beyond its length make the upload longer.",
            Kills = ["tus/creation-with-upload/too-long-chunked"],
            Break = Broken.Exchange(async (context, next) =>
            {
                if (HttpMethods.IsPost(context.Request.Method) && context.Request.Headers.TransferEncoding.Count > 0)
                {
                    var bytes = await ReadAsync(context.Request);
                    Replace(context.Request, bytes);
                    context.Request.Headers[Length] = $"{Math.Max(bytes.Length, LengthOf(context.Request) ?? 0)}";
                }

                await next(context);
            }),
        },
        new()
        {
            Name = "creation-body/chunked-left-behind",
            Breaks = "The bytes of a chunked creation are ignored.",
            Kills = ["tus/creation-with-upload/chunked"],
            MayKill = ["tus/checksum-trailer/**"],
            Break = Broken.Exchange(
                (context, next) => HttpMethods.IsPost(context.Request.Method) && context.Request.Headers.TransferEncoding.Count > 0
                ? TakeAsync(context, next, _ => [], _ => 0)
                : next(context)),
        },
        new()
        {
            Name = "creation-body/metadata-lost",
            Breaks = "A creation with content loses its metadata.",
            Kills = ["tus/creation-with-upload/metadata"],
            Break = Broken.Request(request =>
            {
                if (HttpMethods.IsPost(request.Method) && request.ContentLength > 0)
                {
                    request.Headers.Remove("Upload-Metadata");
                }
            }),
        },
        new()
        {
            Name = "creation-body/restart-accepted",
            Breaks = "After a creation with content, a PATCH at offset 0 is appended instead of refused.",
            Kills = ["tus/creation-with-upload/conflict"],
            Break = Broken.Remembering<System.Collections.Concurrent.ConcurrentDictionary<string, string>>(
                brought => Broken.Exchange(async (context, next) =>
            {
                if (HttpMethods.IsPatch(context.Request.Method) && context.Request.Headers[Offset] == "0"
                    && brought.TryRemove(Broken.IdOf(context), out var offset))
                {
                    context.Request.Headers[Offset] = offset;
                }

                await next(context);
                if (context.Response.StatusCode == StatusCodes.Status201Created
                    && context.Response.Headers[Offset].ToString() is { Length: > 0 } taken)
                {
                    brought[Broken.IdIn(context.Response)] = taken;
                }
            })),
        },
        new()
        {
            Name = "creation-body/out-of-step",
            Breaks = "The request after a creation with content is misread on the same connection.",
            Kills = ["tus/creation-with-upload/kept-connection"],
            Break = Broken.Remembering<System.Collections.Concurrent.ConcurrentDictionary<string, bool>>(
                behind => Broken.Exchange(async (context, next) =>
            {
                await CreationDefects.RefuseAsync(
                    context, next, StatusCodes.Status400BadRequest, behind.TryRemove(context.Connection.Id, out _));
                if (context.Response.StatusCode == StatusCodes.Status201Created && context.Request.ContentLength > 0)
                {
                    behind[context.Connection.Id] = true;
                }
            })),
        },
    ];

    private static Break Taken(Func<byte[], byte[]> keep, Func<byte[], long> tells) => Broken.Exchange((context, next) =>
        LengthOf(context.Request) is not null && context.Request.ContentLength > 0 && context.Request.Headers["Tus-Resumable"] == "1.0.0"
            ? TakeAsync(context, next, keep, tells)
            : next(context));

    private static async Task TakeAsync(HttpContext context, RequestDelegate next, Func<byte[], byte[]> keep, Func<byte[], long> tells)
    {
        var bytes = await ReadAsync(context.Request);
        Replace(context.Request, keep(bytes));
        context.Response.OnStarting(() =>
        {
            if (context.Response.StatusCode == StatusCodes.Status201Created)
            {
                context.Response.Headers[Offset] = $"{tells(bytes)}";
            }

            return Task.CompletedTask;
        });
        await next(context);
    }

    private static async Task<byte[]> ReadAsync(HttpRequest request)
    {
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private static void Replace(HttpRequest request, byte[] bytes)
    {
        request.Headers.TransferEncoding = default;
        request.Body = new MemoryStream(bytes);
        request.ContentLength = bytes.Length;
    }

    private static long? LengthOf(HttpRequest request) =>
        HttpMethods.IsPost(request.Method)
            && long.TryParse(request.Headers[Length], NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null;
}
