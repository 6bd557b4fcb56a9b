using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Holdfast.Server.Hosting;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in the verification of a body.</summary>
internal static class ChecksumDefects
{
    private const string Field = "Upload-Checksum";

    private static readonly string[] Checksums =
        ["tus/checksum/**", "tus/checksum-trailer/**", "tus/concatenation-unfinished/part-fails-checksum"];

    public static IReadOnlyList<Defect> All { get; } =
    [
        new()
        {
            Name = "checksum/not-verified",
            Breaks = "Upload-Checksum in the header section is ignored.",
            Kills = ["tus/checksum/mismatch", "tus/checksum/sum-of-file", "tus/checksum/every-octet", "tus/checksum/unknown-algorithm",
                "tus/checksum/malformed", "tus/checksum/cut", "tus/concatenation-unfinished/part-fails-checksum"],
            MayKill = [.. Checksums, "tus/creation-defer-length/bad-checksum"],
            Break = Ignored(_ => true),
        },
        new()
        {
            Name = "checksum/not-dropped",
            Breaks = "A body that does not match is refused with 460 and kept.",
            Kills = ["tus/checksum/mismatch", "tus/checksum/completing", "tus/checksum/nothing-stays", "tus/checksum-trailer/mismatch",
                "tus/concatenation-unfinished/part-fails-checksum"],
            MayKill = [.. Checksums, "tus/creation-defer-length/bad-checksum"],
            Break = Broken.Store((sound, directory) => new KeepsUnverified(sound, directory, (_, _) => true)),
        },
        new()
        {
            Name = "checksum/cut-kept",
            Breaks = "When a body with a checksum is cut, the bytes that arrived are kept.",
            Kills = ["tus/checksum/cut"],
            Break = Broken.Both(CurrentRequest.Track,
                Broken.Store((sound, directory) => new KeepsUnverified(sound, directory, (request, kept) => kept < request.ContentLength))),
        },
        new()
        {
            Name = "checksum/success-on-mismatch",
            Breaks = "A body that does not match is dropped and answered with 204.",
            Kills = ["tus/checksum/mismatch", "tus/checksum/sum-of-file", "tus/checksum/completing"],
            MayKill = [.. Checksums, "tus/creation-defer-length/bad-checksum"],
            Break = Broken.Exchange(async (context, next) =>
            {
                if (!context.Request.Headers.ContainsKey(Field) && !context.Request.Headers.ContainsKey("Trailer"))
                {
                    await next(context);
                    return;
                }

                var body = context.Response.Body;
                using var swallowed = new MemoryStream();
                context.Response.Body = swallowed;
                await next(context);
                context.Response.Body = body;
                if (context.Response.StatusCode == 460)
                {
                    context.Response.StatusCode = StatusCodes.Status204NoContent;
                    context.Response.ContentLength = null;
                    return;
                }

                await body.WriteAsync(swallowed.ToArray());
            }),
        },
        new()
        {
            Name = "checksum/remembers-mismatch",
            Breaks = "After one body whose checksum did not match, the upload refuses every further body with 460.",
            Kills = ["tus/checksum/mismatch", "tus/checksum/completing", "tus/checksum/nothing-stays", "tus/checksum-trailer/retry"],
            MayKill = [.. Checksums, "tus/states/**"],
            Break = RemembersMismatch(),
        },
        new()
        {
            Name = "checksum/sum-runs-on",
            Breaks = "The checksum is computed over the whole file so far instead of the body of the PATCH.",
            Kills =
            [
                "tus/checksum/sum-of-file", "tus/checksum/match", "tus/checksum/completing", "tus/checksum/cut",
                "tus/concatenation-unfinished/part-fails-checksum",
            ],
            Break = SumRunsOn,
        },
        new()
        {
            Name = "checksum/large-bodies-skipped",
            Breaks = "Bodies of more than 64 KiB are not verified.",
            Kills = ["tus/checksum/every-octet"],
            Break = Ignored(request => request.ContentLength > 64 * 1024),
        },
        new()
        {
            Name = "checksum/last-patch-skipped",
            Breaks = "The PATCH that completes an upload is not verified.",
            Kills = ["tus/checksum/completing", "tus/checksum/mismatch"],
            MayKill = Checksums,
            Break = Broken.Exchange(async (context, next, store) =>
            {
                var upload = await store.GetInfoAsync(BrokenAnswer.IdOf(context.Request), CancellationToken.None);
                if (upload is not null && upload.Offset + context.Request.ContentLength == upload.Length)
                {
                    context.Request.Headers.Remove(Field);
                }

                await next(context);
            }),
        },
        new()
        {
            Name = "checksum/chunked-skipped",
            Breaks = "Bodies without Content-Length are not verified.",
            Kills = ["tus/checksum/chunked"],
            Break = Ignored(request => request.ContentLength is null && !request.Headers.ContainsKey("Trailer")),
        },
        new()
        {
            Name = "checksum/crc32-turned-around",
            Breaks = "The bytes of a crc32 are expected in the opposite order.",
            Kills = ["tus/checksum/match", "tus/checksum/mismatch"],
            Break = Broken.Request(request =>
            {
                if (request.Headers[Field].ToString() is ['c', 'r', 'c', '3', '2', ' ', .. var sum])
                {
                    var digest = Convert.FromBase64String(sum);
                    Array.Reverse(digest);
                    request.Headers[Field] = $"crc32 {Convert.ToBase64String(digest)}";
                }
            }),
        },
        new()
        {
            Name = "checksum/empty-body-mismatch",
            Breaks = "An empty body never matches its checksum.",
            Kills = ["tus/checksum/empty-body", "tus/checksum/declared-by-nothing"],
            Break = BrokenAnswer.Instead("PATCH", (_, request) => request.ContentLength == 0 && request.Headers.ContainsKey(Field), 460),
        },
        new()
        {
            Name = "checksum/length-declared-first",
            Breaks = "The length that a PATCH declares is kept before the body is verified.",
            Kills = ["tus/checksum/declared-length"],
            MayKill = ["tus/creation-defer-length/bad-checksum"],
            Break = Broken.Exchange(async (context, next, store) =>
            {
                if (context.Request.Method == "PATCH" && context.Request.Headers.ContainsKey(Field)
                    && long.TryParse(context.Request.Headers["Upload-Length"], out var length)
                    && await store.GetInfoAsync(BrokenAnswer.IdOf(context.Request), CancellationToken.None) is { Length: null } upload)
                {
                    await ((IUpdatingStore)store).UpdateAsync(upload with { Length = length }, default);
                }

                await next(context);
            }),
        },
        new()
        {
            Name = "checksum/creation-skipped",
            Breaks = "The body of a creation is not verified.",
            Kills = ["tus/checksum/creation", "tus/checksum/creation-unknown-algorithm"],
            Break = Ignored(request => request.Method == "POST"),
        },
        new()
        {
            Name = "checksum/creation-refused",
            Breaks = "A creation with a checksum is refused, whatever its body.",
            Kills = ["tus/checksum/creation-match"],
            Break = BrokenAnswer.Instead("POST", (_, request) => request.Headers.ContainsKey(Field), StatusCodes.Status400BadRequest),
        },
        new()
        {
            Name = "checksum/head-verified",
            Breaks = "HEAD with a checksum is answered as if it had a body that does not match.",
            Kills = ["tus/checksum/head-and-delete"],
            Break = BrokenAnswer.Instead("HEAD", (_, request) => request.Headers.ContainsKey(Field), 460),
        },
        new()
        {
            Name = "checksum/not-announced",
            Breaks = "Checksums are verified and not in Tus-Extension.",
            Kills = ["tus/checksum/not-offered"],
            MayKill = [.. Checksums, "tus/discovery/checksum"],
            Break = Broken.Response(context => BrokenOptions.RemoveExtensions(context, "checksum", "checksum-trailer")),
        },
        new()
        {
            Name = "checksum/algorithms-not-listed",
            Breaks = "OPTIONS has no Tus-Checksum-Algorithm.",
            Kills = ["tus/checksum/algorithms"],
            Break = Broken.Response(context => context.Response.Headers.Remove("Tus-Checksum-Algorithm")),
        },
        new()
        {
            Name = "checksum/algorithms-in-upper-case",
            Breaks = "Tus-Checksum-Algorithm lists SHA1 in place of sha1.",
            Kills = ["tus/checksum/algorithms"],
            Break = Broken.Response(context =>
            {
                if (context.Response.Headers.TryGetValue("Tus-Checksum-Algorithm", out var names))
                {
                    context.Response.Headers["Tus-Checksum-Algorithm"] = names.ToString().Replace("sha", "SHA", StringComparison.Ordinal);
                }
            }),
        },
    ];

    private static Break Ignored(Func<HttpRequest, bool> isMeant) => Broken.Request(request =>
    {
        if (isMeant(request))
        {
            request.Headers.Remove(Field);
        }
    });

    private static Break RemembersMismatch()
    {
        var refused = new ConcurrentDictionary<string, bool>();
        return Broken.Exchange(async (context, next) =>
        {
            var id = BrokenAnswer.IdOf(context.Request);
            if (context.Request.Method == "PATCH" && refused.ContainsKey(id))
            {
                BrokenAnswer.Say(context, 460);
                return;
            }

            await next(context);
            if (context.Response.StatusCode == 460)
            {
                refused[id] = true;
            }
        });
    }

    [SuppressMessage("Security", "CA5350", Justification = "tus 1.0.0, Checksum demands sha1.")]
    private static UploadServerOptions SumRunsOn(UploadServerOptions sound, string directory) => BrokenBody.Whole(
        request => request.Method == "PATCH" && request.Headers[Field].ToString().StartsWith("sha1 ", StringComparison.Ordinal)
            && request.ContentLength > 0,
        (context, body) =>
        {
            var path = Path.Combine(directory, BrokenAnswer.IdOf(context.Request));
            byte[] whole = File.Exists(path) ? [.. File.ReadAllBytes(path), .. body] : body;
            var matches = context.Request.Headers[Field] == $"sha1 {Convert.ToBase64String(SHA1.HashData(whole))}";
            context.Request.Headers[Field] = $"sha1 {Convert.ToBase64String(matches ? SHA1.HashData(body) : new byte[20])}";
            return body;
        })(sound, directory);

    /// <summary>Writes the body in place before it is verified, and removes it only where <c>keeps</c> is false.</summary>
    internal sealed class KeepsUnverified(IUploadStore sound, string directory, Func<HttpRequest, long, bool> keeps) : StoreDecorator(
        sound, directory)
    {
        public override async ValueTask<UploadInfo> AppendVerifiedAsync(
            UploadInfo upload, PipeReader body, Func<bool> isSound, WriteScope scope)
        {
            var stored = await AppendAsync(upload, body, scope);
            if (isSound() || keeps(CurrentRequest.Value, stored.Offset - upload.Offset))
            {
                return stored;
            }

            Truncate(upload.Id, upload.Offset);
            return upload;
        }
    }
}
