using System.Collections.Concurrent;
using System.Globalization;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in a PATCH that declares a deferred length.</summary>
internal static class DeclarationDefects
{
    private const string Length = "Upload-Length";
    private const long Limit = 1L << 40;

    public static IReadOnlyList<Defect> All { get; } =
    [
        Ignored("defer/empty-patch-ignored", "The length that an empty PATCH declares is ignored.", request => request.ContentLength == 0,
            ["tus/creation-defer-length/declare-at-end", "tus/creation-defer-length/declare-early",
                "tus/creation-defer-length/declare-zero"],
            ["tus/creation-defer-length/**", "tus/concatenation/**", "tus/checksum/declared-by-nothing"]),
        Ignored("defer/zero-ignored", "A declared length of 0 counts as none.", request => request.Headers[Length] == "0",
            ["tus/creation-defer-length/declare-zero"], []),
        Ignored("defer/first-patch-ignored", "The length that the first PATCH declares is ignored.",
            request => request.Headers["Upload-Offset"] == "0",
            ["tus/creation-defer-length/declare-first", "tus/creation-defer-length/declare-early"],
            ["tus/creation-defer-length/**", "tus/concatenation/**", "tus/checksum/declared-length",
                "tus/concatenation-unfinished/late-length"]),
        Ignored("defer/chunked-ignored", "A length is only read from a PATCH with Content-Length.",
            request => request.ContentLength is null,
            ["tus/creation-defer-length/declare-chunked"], []),
        Ignored("defer/malformed-ignored", "A declared length that is not a number is ignored.",
            request => !long.TryParse(request.Headers[Length], NumberStyles.None, CultureInfo.InvariantCulture, out _),
            ["tus/creation-defer-length/malformed"], []),
        DeclaredBy("defer/conflict-declares", "A PATCH that is refused for its offset or media type still declares its length.",
            (status, _, _) => status is StatusCodes.Status409Conflict or StatusCodes.Status415UnsupportedMediaType,
            ["tus/creation-defer-length/refused-declares-nothing"]),
        DeclaredBy("defer/overflow-declares", "A PATCH that is longer than the length it declares is refused, but that length is kept.",
            (status, length, upload) => status == StatusCodes.Status413PayloadTooLarge && length < Limit && upload.Offset < length,
            ["tus/creation-defer-length/overflows-itself"]),
        DeclaredBy("defer/mismatch-declares",
            "A PATCH whose checksum does not match is discarded, but the length that it declares is kept.",
            (status, _, _) => status == 460, ["tus/creation-defer-length/bad-checksum", "tus/checksum/declared-length"]),
        DeclaredBy("defer/below-offset-kept", "A length below the offset is refused, but kept.",
            (_, length, upload) => length < upload.Offset, ["tus/creation-defer-length/below-offset"]),
        DeclaredBy("defer/above-max-kept", "A declared length above the maximum is refused, but kept.",
            (_, length, _) => length > Limit, ["tus/creation-defer-length/above-max"]),
        new()
        {
            Name = "defer/length-moves",
            Breaks = "Each PATCH can change the length of an upload that already has one.",
            Kills = ["tus/creation-defer-length/settled", "tus/creation-defer-length/never-deferred"],
            Break = Broken.Exchange(async (context, next, store) =>
            {
                if (await DeclaredAsync(context, store) is var (length, upload) && upload.Length is not null && length != upload.Length)
                {
                    await ((IUpdatingStore)store).UpdateAsync(upload with { Length = length }, default);
                    context.Request.Headers.Remove(Length);
                }

                await next(context);
            }),
        },
        new()
        {
            Name = "defer/repetition-starts-anew",
            Breaks = "Declaring the same length a second time empties the upload.",
            Kills = ["tus/creation-defer-length/declare-again"],
            Break = (sound, directory) => Broken.Exchange(async (context, next, store) =>
            {
                if (await DeclaredAsync(context, store) is var (length, upload) && length == upload.Length)
                {
                    await File.WriteAllBytesAsync(Path.Combine(directory, upload.Id), []);
                }

                await next(context);
            })(sound, directory),
        },
        new()
        {
            Name = "defer/length-not-enforced",
            Breaks = "A length that was declared later is stored, but not enforced by the next PATCH.",
            Kills = ["tus/creation-defer-length/enforced"],
            Break = Broken.Remembering<ConcurrentDictionary<string, bool>>(
                deferred => Broken.Exchange((context, next, store) => GrowAsync(context, next, store, deferred))),
        },
        new()
        {
            Name = "defer/metadata-lost",
            Breaks = "Storing the declared length overwrites the metadata.",
            Kills = ["tus/creation-defer-length/metadata"],
            MayKill = ["tus/states/deferred"],
            Break = Broken.Store((sound, directory) => new LosesMetadata(sound, directory)),
        },
        new()
        {
            Name = "defer/body-above-max-crashes",
            Breaks = "The announced Content-Length is allocated before it is compared with the maximum, and that fails with 500.",
            Kills = ["tus/creation-defer-length/body-above-max"],
            Break = Broken.Exchange((context, next) => CreationDefects.RefuseAsync(
                context, next, StatusCodes.Status500InternalServerError, context.Request.ContentLength > Limit)),
        },
    ];

    private static Defect Ignored(string name, string breaks, Func<HttpRequest, bool> isIgnored, string[] kills, string[] mayKill) => new()
    {
        Name = name,
        Breaks = breaks,
        Kills = kills,
        MayKill = mayKill,
        Break = Broken.Request(request =>
        {
            if (HttpMethods.IsPatch(request.Method) && request.Headers.ContainsKey(Length) && isIgnored(request))
            {
                request.Headers.Remove(Length);
            }
        }),
    };

    // Written before the answer is sent, so that the next request sees it.
    private static Defect DeclaredBy(string name, string breaks, Func<int, long, UploadInfo, bool> isKept, string[] kills) => new()
    {
        Name = name,
        Breaks = breaks,
        Kills = kills,
        Break = Broken.Exchange((context, next, store) =>
        {
            context.Response.OnStarting(async () =>
            {
                var isRefused = context.Response.StatusCode >= StatusCodes.Status400BadRequest;
                if (isRefused && await DeclaredAsync(context, store) is var (length, upload) && upload.Length is null
                    && isKept(context.Response.StatusCode, length, upload))
                {
                    await ((IUpdatingStore)store).UpdateAsync(upload with { Length = length }, default);
                }
            });
            return next(context);
        }),
    };

    private static async Task<(long Length, UploadInfo Upload)?> DeclaredAsync(HttpContext context, IUploadStore store) =>
        HttpMethods.IsPatch(context.Request.Method)
        && long.TryParse(context.Request.Headers[Length], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
        && await store.GetInfoAsync(Broken.IdOf(context), CancellationToken.None) is { } upload
            ? (length, upload)
            : null;

    private static async Task GrowAsync(
        HttpContext context, RequestDelegate next, IUploadStore store, ConcurrentDictionary<string, bool> deferred)
    {
        var id = Broken.IdOf(context);
        if (HttpMethods.IsPatch(context.Request.Method) && deferred.ContainsKey(id)
            && await store.GetInfoAsync(id, context.RequestAborted) is { IsComplete: true } upload && context.Request.ContentLength > 0)
        {
            var stored = await store.AppendAsync(upload, context.Request.BodyReader, new WriteScope(0, null, context.RequestAborted));
            context.Response.Headers["Upload-Offset"] = $"{stored.Offset}";
            await CreationDefects.RefuseAsync(context, next, StatusCodes.Status204NoContent, isRefused: true);
            return;
        }

        await next(context);
        if (context.Request.Headers.ContainsKey("Upload-Defer-Length") && context.Response.StatusCode == StatusCodes.Status201Created)
        {
            deferred[Broken.IdIn(context.Response)] = true;
        }
    }

    private sealed class LosesMetadata(IUploadStore sound, string directory) : StoreDecorator(sound, directory)
    {
        public override ValueTask<UploadInfo> UpdateAsync(UploadInfo upload, WriteScope scope) =>
            base.UpdateAsync(upload with { Metadata = null }, scope);
    }
}
