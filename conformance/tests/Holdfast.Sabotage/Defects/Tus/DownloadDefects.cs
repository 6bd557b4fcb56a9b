using System.Text;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in GET.</summary>
internal static class DownloadDefects
{
    public static IReadOnlyList<Defect> All { get; } =
    [
        new()
        {
            Name = "download/first-octet-lost",
            Breaks = "GET omits the first byte.",
            Kills = ["tus/download/finished", "tus/download/unfinished"],
            MayKill = ["tus/**"],
            Break = Served((bytes, _) => bytes[Math.Min(1, bytes.Length)..]),
        },
        new()
        {
            Name = "download/gap-served",
            Breaks = "GET of an unfinished upload fills the rest with zeros.",
            Kills = ["tus/download/unfinished"],
            Break = Served((bytes, upload) => upload.Length > bytes.Length && upload.Length < 1 << 20
                ? [.. bytes, .. new byte[upload.Length.Value - bytes.Length]] : bytes),
        },
        new()
        {
            Name = "download/pages-inline",
            Breaks = "Content of every type is served inline, also HTML.",
            Kills = ["tus/download/active-content"],
            Break = Broken.Response(context =>
                context.Response.Headers.ContentDisposition =
                    context.Response.Headers.ContentDisposition.ToString().Replace("attachment", "inline", StringComparison.Ordinal)),
        },
        new()
        {
            Name = "download/quotes-unescaped",
            Breaks = "The file name is written to Content-Disposition unescaped, with its quotes.",
            Kills = ["tus/download/file-name"],
            Break = Named(name => name),
        },
        new()
        {
            Name = "download/backslash-unescaped",
            Breaks = "Quotes in the file name are escaped, and backslashes are not.",
            Kills = ["tus/download/file-name"],
            Break = Named(name => name.Replace("\"", "\\\"", StringComparison.Ordinal)),
        },
    ];

    private static Break Served(Func<byte[], UploadInfo, byte[]> change) => Broken.Exchange(async (context, next, store) =>
    {
        if (!HttpMethods.IsGet(context.Request.Method) || IsOverridden(context.Request)
            || await store.GetInfoAsync(Broken.IdOf(context), context.RequestAborted) is not { IsWaiting: false } upload
            || await ((IServingStore)store).OpenReadAsync(upload, 0, upload.Offset, context.RequestAborted) is not { } stored)
        {
            await next(context);
            return;
        }

        using var bytes = new MemoryStream();
        await using (stored)
        {
            await stored.CopyToAsync(bytes, context.RequestAborted);
        }

        context.Response.ContentType = "application/octet-stream";
        await context.Response.Body.WriteAsync(change(bytes.ToArray(), upload), context.RequestAborted);
    });

    private static bool IsOverridden(HttpRequest request) => request.Headers.ContainsKey("X-HTTP-Method-Override");

    // Only characters that a header field may have, because the host refuses others.
    private static Break Named(Func<string, string> escape) => Broken.Exchange(async (context, next, store) =>
    {
        var metadata = HttpMethods.IsGet(context.Request.Method)
            ? (await store.GetInfoAsync(Broken.IdOf(context), context.RequestAborted))?.Metadata : null;
        if (metadata?.Split(',').FirstOrDefault(pair => pair.StartsWith("filename ", StringComparison.Ordinal)) is { } pair)
        {
            var name = Encoding.UTF8.GetString(Convert.FromBase64String(pair.Split(' ')[1]));
            var shown = string.Concat(name.Where(letter => letter is >= ' ' and <= '~'));
            context.Response.OnStarting(() =>
            {
                context.Response.Headers.ContentDisposition = $"attachment; filename=\"{escape(shown)}\"";
                return Task.CompletedTask;
            });
        }

        await next(context);
    });
}
