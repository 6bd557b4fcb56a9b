using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Pipelines;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in storing the body of a PATCH.</summary>
internal static class PatchBodyDefects
{
    private static readonly ConcurrentDictionary<string, int> Empty = [];

    public static IReadOnlyList<Defect> All { get; } =
    [
        Changed("octet-lost-at-64-kib", "The byte at 64 KiB, where a second buffer begins, is overwritten.", (content, from) =>
        {
            if (content.Length > 65_536 && from <= 65_536)
            {
                content[65_536] ^= 1;
            }
        }, ["tus/core/patch/large"], "tus/resilience/**", "tus/checksum/**", "tus/concatenation/**", "tus/creation-with-upload/**"),
        Changed("nul-becomes-blank", "NUL bytes are stored as spaces.",
            (content, from) => content.AsSpan(from).Replace((byte)0, (byte)' '), ["tus/core/patch/all-octets"],
            "tus/core/patch/compressed", "tus/checksum/**", "tus/creation-with-upload/**"),
        new()
        {
            Name = "patch/one-octet-is-nothing",
            Breaks = "A PATCH of a single byte is treated as a keep-alive: acknowledged and not stored.",
            Kills = ["tus/core/patch/octet-by-octet"],
            MayKill = ["tus/states/**", "tus/core/patch/complete-empty", "tus/resilience/**", "tus/concatenation/**",
                "tus/creation-defer-length/**", "tus/checksum/**", "tus/concatenation-unfinished/step-by-step"],
            Break = PatchOffsetDefects.OnPatch((context, next, upload) =>
                context.Request.ContentLength == 1 && upload is not null ? Acknowledge(context, upload) : next(context)),
        },
        new()
        {
            Name = "patch/empty-is-refused",
            Breaks = "An empty PATCH is refused with 400.",
            Kills = ["tus/core/patch/empty", "tus/core/patch/complete-empty"],
            MayKill = ["tus/core/patch/many-empty", "tus/creation-defer-length/**", "tus/checksum/**", "tus/concatenation/**",
                "tus/expiration/**", "tus/concatenation-unfinished/patch", "tus/termination/finished-afterwards",
                "tus/termination/no-resurrection"],
            Break = PatchOffsetDefects.OnPatch((context, next, _) =>
                context.Request.ContentLength == 0 ? Refuse(context, StatusCodes.Status400BadRequest) : next(context)),
        },
        new()
        {
            Name = "patch/empties-are-counted",
            Breaks = "More than ten empty PATCHes to one upload are refused with 400.",
            Kills = ["tus/core/patch/many-empty"],
            Break = PatchOffsetDefects.OnPatch((context, next, _) =>
                context.Request.ContentLength == 0 && Empty.AddOrUpdate(context.Request.Path, 1, (_, times) => times + 1) > 10
                ? Refuse(context, StatusCodes.Status400BadRequest)
                : next(context)),
        },
        new()
        {
            Name = "patch/cut-to-length",
            Breaks = "A PATCH that is too long is stored up to the length of the upload before it is refused.",
            Kills = ["tus/core/patch/too-long"],
            MayKill = ["tus/core/patch/complete-empty", "tus/core/patch/content-length-huge", "tus/wire/early/too-long",
                "tus/wire/expect/doomed", "tus/core/patch/early-conflict", "tus/creation-defer-length/**", "tus/checksum/**"],
            Break = PatchOffsetDefects.OnPatch((context, next, upload) =>
            {
                if (context.Request.ContentLength > upload?.Length - upload?.Offset)
                {
                    context.Request.ContentLength = null;
                }

                return next(context);
            }),
        },
        new()
        {
            Name = "patch/chunks-past-the-end-acknowledged",
            Breaks = "A chunked PATCH that exceeds the length is answered with 204.",
            Kills = ["tus/core/patch/too-long-chunked"],
            MayKill = ["tus/resilience/link/longer-than-declared", "tus/creation-defer-length/**", "tus/checksum/**"],
            Break = Broken.Response(context =>
            {
                if (HttpMethods.IsPatch(context.Request.Method) && context.Request.ContentLength is null
                    && context.Response.StatusCode == StatusCodes.Status413PayloadTooLarge)
                {
                    (context.Response.StatusCode, context.Response.ContentLength) = (StatusCodes.Status200OK, null);
                }
            }),
        },
        new()
        {
            Name = "patch/chunks-unknown",
            Breaks = "A PATCH without Content-Length is refused with 411.",
            Kills = ["tus/core/patch/chunked", "tus/wire/chunk/size-spelling"],
            MayKill = ["tus/core/patch/too-long-chunked", "tus/resilience/**", "tus/checksum/**", "tus/checksum-trailer/**",
                "tus/creation-defer-length/**", "tus/concatenation/patch-final-wrong-offset"],
            Break = PatchOffsetDefects.OnPatch((context, next, _) =>
                context.Request.ContentLength is null && context.Request.Headers.TransferEncoding.Count > 0
                    ? Refuse(context, StatusCodes.Status411LengthRequired) : next(context)),
        },
        new()
        {
            Name = "patch/huge-length-wraps",
            Breaks = "The sum of offset and Content-Length overflows, and the bytes are written beyond the length.",
            Kills = ["tus/core/patch/content-length-huge"],
            Break = (sound, directory) => PatchOffsetDefects.OnPatch((context, next, upload) =>
                upload is not null && unchecked(upload.Offset + (context.Request.ContentLength ?? 0)) < 0
                    ? WriteAllAsync(context, Path.Combine(directory, upload.Id)) : next(context))(sound, directory),
        },
        new()
        {
            Name = "patch/compressed-stored-and-refused",
            Breaks = "A compressed PATCH is stored and then refused with 415.",
            Kills = ["tus/core/patch/compressed"],
            Break = Broken.Response(context =>
            {
                if (context.Request.Headers.ContentEncoding.Count > 0 && HttpMethods.IsPatch(context.Request.Method))
                {
                    context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
                }
            }),
        },
        new()
        {
            Name = "patch/no-content-of-some-length",
            Breaks = "The 204 of PATCH announces a chunked body.",
            Kills = ["tus/core/patch/no-content"],
            Violates = ["RFC-01"],
            MayKill = ["tus/wire/http10/upload"],
            Rewrite = new WireRewrite(Answer: (_, answer) =>
                answer.Replace(
                    "HTTP/1.1 204 No Content\r\n", "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n", StringComparison.Ordinal)),
        },
    ];

    private static Defect Changed(
        string name, string breaks, Action<byte[], int> change, IReadOnlyList<string> kills, params string[] mayKill) => new()
    {
        Name = $"patch/{name}",
        Breaks = breaks,
        Kills = kills,
        MayKill = mayKill,
        Break = Broken.Store((sound, directory) => new ChangesContent(sound, directory, change)),
    };

    private static Task Refuse(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.Headers["Tus-Resumable"] = "1.0.0";
        return Task.CompletedTask;
    }

    private static Task Acknowledge(HttpContext context, UploadInfo upload)
    {
        context.Response.Headers["Upload-Offset"] = upload.Offset.ToString(CultureInfo.InvariantCulture);
        return Refuse(context, StatusCodes.Status204NoContent);
    }

    private static async Task WriteAllAsync(HttpContext context, string path)
    {
        await using var file =
            new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        try
        {
            await context.Request.Body.CopyToAsync(file, context.RequestAborted);
        }
        catch (IOException)
        {
            // The client never sends as much as it announced; the bytes that arrived are in the file.
        }
    }

    private sealed class ChangesContent(IUploadStore sound, string directory, Action<byte[], int> change) : StoreDecorator(sound, directory)
    {
        public override async ValueTask<UploadInfo> AppendAsync(UploadInfo upload, PipeReader body, WriteScope scope)
        {
            var stored = await base.AppendAsync(upload, body, scope);
            if (stored.Offset > upload.Offset)
            {
                var content = await File.ReadAllBytesAsync(DataFileOf(upload.Id), CancellationToken.None);
                change(content, (int)upload.Offset);
                await File.WriteAllBytesAsync(DataFileOf(upload.Id), content, CancellationToken.None);
            }

            return stored;
        }
    }
}
