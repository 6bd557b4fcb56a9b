using System.Collections.Concurrent;
using Holdfast.Server.Hosting;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in the content and the lifetime of final uploads.</summary>
internal static class ConcatenationDefects
{
    private static readonly string[] Finals = ["tus/concatenation/**", "tus/concatenation-unfinished/**"];

    public static IReadOnlyList<Defect> All { get; } =
    [
        new()
        {
            Name = "concatenation/order-of-creation",
            Breaks = "Parts are put together in the order in which they were created.",
            Kills = ["tus/concatenation/final", "tus/concatenation/uneven-parts", "tus/concatenation/two-finals"],
            MayKill = Finals,
            Break = Joined(
                (parts, directory) => parts.OrderBy(part => File.GetCreationTimeUtc(Path.Combine(directory, part.Id) + ".info"))),
        },
        new()
        {
            Name = "concatenation/repetition-dropped",
            Breaks = "A part that is named twice is used once.",
            Kills = ["tus/concatenation/reuse", "tus/concatenation/many-parts"],
            Break = Joined((parts, _) => parts.DistinctBy(part => part.Id)),
        },
        new()
        {
            Name = "concatenation/late-length-is-zero",
            Breaks = "A part that had no length at first adds nothing.",
            Kills = ["tus/concatenation/deferred-part"],
            Break = LateLengthIsZero(),
        },
        new()
        {
            Name = "concatenation/first-block-of-each",
            Breaks = "The bytes of each part beyond 64 KiB become zeros.",
            Kills = ["tus/concatenation/uneven-parts"],
            Break = Broken.Store((sound, directory) => new FirstBlockOfEach(sound, directory)),
        },
        new()
        {
            Name = "concatenation/deletion-reaches-final",
            Breaks = "A final shares its parts' bytes: when a part is deleted, the final loses them.",
            Kills = ["tus/concatenation/parts-deleted"],
            MayKill = ["tus/concatenation/deleted-meanwhile"],
            Break = Broken.Store((sound, directory) => new DeletionReachesFinal(sound, directory)),
        },
        new()
        {
            Name = "concatenation/part-patch-reaches-final",
            Breaks = "A late PATCH to a part is refused and still changes the final.",
            Kills = ["tus/concatenation/patch-part-afterwards"],
            Break = Scribbles((upload, _) => upload is { IsPartial: true, IsComplete: true },
                (upload, all) => all.Where(other => other.PartialUploads.Contains(upload.Id))),
        },
        new()
        {
            Name = "concatenation/final-patch-reaches-part",
            Breaks = "A PATCH to a final is refused and still changes its parts.",
            Kills = ["tus/concatenation/patch-final-parts"],
            MayKill = ["tus/concatenation-unfinished/patch"],
            Break = Scribbles((upload, _) => upload.IsFinal, (upload, all) => all.Where(other => upload.PartialUploads.Contains(other.Id))),
        },
        new()
        {
            Name = "concatenation/missing-part-skipped",
            Breaks = "Parts are not locked, and one that is deleted meanwhile is left out.",
            Kills = ["tus/concatenation/deleted-meanwhile"],
            MayKill = ["tus/resilience/**", "tus/termination/**", "tus/core/**", "tus/concatenation/**", "tus/concatenation-unfinished/**"],
            Break = Broken.Both(
                Broken.Uploads(sound => sound with { Locker = new NoOpLocker() }),
                Broken.Store((sound, directory) => new MissingPartSkipped(sound, directory))),
        },
        new()
        {
            Name = "concatenation/body-written",
            Breaks = "The body of a final's request is written over its beginning.",
            Kills = ["tus/concatenation/with-body"],
            Break = BodyWritten,
        },
        new()
        {
            Name = "concatenation/length-believed",
            Breaks = "Upload-Length in a final's request wins over the sum.",
            Kills = ["tus/concatenation/contradicting-length"],
            Break = LengthBelieved(),
        },
        new()
        {
            Name = "concatenation/cached-by-parts",
            Breaks = "A second final of the same parts, in whatever order, is answered with the first.",
            Kills = ["tus/concatenation/two-finals", "tus/concatenation/reuse"],
            MayKill = ["tus/concatenation/uneven-parts"],
            Break = CachedByParts(),
        },
    ];

    private static Break Joined(Func<IReadOnlyList<UploadInfo>, string, IEnumerable<UploadInfo>> choose) =>
        Broken.Store((sound, directory) => new JoinsOthers(sound, directory, parts => choose(parts, directory)));

    private static Break LateLengthIsZero()
    {
        var late = new ConcurrentDictionary<string, bool>();
        return Broken.Both(
            Broken.Exchange(async (context, next) =>
            {
                context.Response.OnStarting(() =>
                {
                    if (context.Response.StatusCode == StatusCodes.Status201Created
                        && context.Request.Headers.ContainsKey("Upload-Defer-Length"))
                    {
                        late[context.Response.Headers.Location.ToString().Split('/')[^1]] = true;
                    }

                    return Task.CompletedTask;
                });
                await next(context);
            }),
            Joined((parts, _) => parts.Where(part => !late.ContainsKey(part.Id))));
    }

    // Overwrites the first byte of the uploads that share storage with this one; the request itself is refused.
    private static Break Scribbles(
        Func<UploadInfo, HttpRequest, bool> isMeant, Func<UploadInfo, IEnumerable<UploadInfo>, IEnumerable<UploadInfo>> sharing) =>
        (sound, directory) => Broken.Exchange(async (context, next, store) =>
        {
            if (context.Request is { Method: "PATCH", ContentLength: > 0 }
                && await store.GetInfoAsync(BrokenAnswer.IdOf(context.Request), CancellationToken.None) is { } upload
                && isMeant(upload, context.Request))
            {
                foreach (var other in sharing(upload, await AllAsync(store)))
                {
                    using var file =
                        File.OpenHandle(Path.Combine(directory, other.Id), access: FileAccess.Write, share: FileShare.ReadWrite);
                    RandomAccess.Write(file, "#"u8, 0);
                }
            }

            await next(context);
        })(sound, directory);

    private static async Task<List<UploadInfo>> AllAsync(IUploadStore store)
    {
        var all = new List<UploadInfo>();
        await foreach (var id in ((IExpiringStore)store).ListAsync(DateTimeOffset.MaxValue))
        {
            if (await store.GetInfoAsync(id, CancellationToken.None) is { } upload)
            {
                all.Add(upload);
            }
        }

        return all;
    }

    private static UploadServerOptions BodyWritten(UploadServerOptions sound, string directory) => Broken.Exchange(async (context, next) =>
    {
        if (context.Request.ContentLength is null or 0 || BrokenConcat.NamesOf(context.Request).Length == 0)
        {
            await next(context);
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        context.Request.Body = Stream.Null;
        context.Request.ContentLength = 0;
        await next(context);
        if (context.Response.StatusCode == StatusCodes.Status201Created)
        {
            var path = Path.Combine(directory, context.Response.Headers.Location.ToString().Split('/')[^1]);
            using var file = File.OpenHandle(path, access: FileAccess.Write, share: FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.Write(file, body.ToArray(), 0);
        }
    })(sound, directory);

    private static Break LengthBelieved()
    {
        var told = new ConcurrentDictionary<string, string>();
        return Broken.Response(context =>
        {
            if (context is { Request.Method: "POST", Response.StatusCode: StatusCodes.Status201Created }
                && BrokenConcat.NamesOf(context.Request).Length > 0 && context.Request.Headers.TryGetValue("Upload-Length", out var length))
            {
                told[context.Response.Headers.Location.ToString().Split('/')[^1]] = length.ToString();
            }

            if (context.Request.Method == "HEAD" && told.TryGetValue(BrokenAnswer.IdOf(context.Request), out var believed))
            {
                context.Response.Headers["Upload-Length"] = believed;
            }
        });
    }

    private static Break CachedByParts()
    {
        var finals = new ConcurrentDictionary<string, string>();
        return Broken.Response(context =>
        {
            if (context is { Request.Method: "POST", Response.StatusCode: StatusCodes.Status201Created }
                && BrokenConcat.NamesOf(context.Request) is { Length: > 0 } names)
            {
                var parts = string.Join(' ', names.Distinct().Order(StringComparer.Ordinal));
                context.Response.Headers.Location = finals.GetOrAdd(parts, context.Response.Headers.Location.ToString());
            }
        });
    }

    private sealed class JoinsOthers(IUploadStore sound, string directory, Func<IReadOnlyList<UploadInfo>, IEnumerable<UploadInfo>> choose)
        : StoreDecorator(sound, directory)
    {
        public override ValueTask<UploadInfo> ConcatenateAsync(UploadInfo final, IReadOnlyList<UploadInfo> parts, WriteScope scope)
        {
            var chosen = choose(parts).ToList();
            return base.ConcatenateAsync(final with { Length = chosen.Sum(part => part.Length) }, chosen, scope);
        }
    }

    private sealed class FirstBlockOfEach(IUploadStore sound, string directory) : StoreDecorator(sound, directory)
    {
        private const int Block = 64 * 1024;

        public override async ValueTask<UploadInfo> ConcatenateAsync(UploadInfo final, IReadOnlyList<UploadInfo> parts, WriteScope scope)
        {
            var joined = await base.ConcatenateAsync(final, parts, scope);
            using var file = File.OpenHandle(DataFileOf(final.Id), access: FileAccess.Write);
            var start = 0L;
            foreach (var part in parts)
            {
                RandomAccess.Write(file, new byte[Math.Max(0, part.Offset - Block)], start + Math.Min(part.Offset, Block));
                start += part.Offset;
            }

            return joined;
        }
    }

    private sealed class DeletionReachesFinal(IUploadStore sound, string directory) : StoreDecorator(sound, directory)
    {
        public override async ValueTask TerminateAsync(UploadInfo upload, WriteScope scope)
        {
            foreach (var final in (await AllAsync(this)).Where(
                other => other is { IsFinal: true, IsComplete: true } && other.PartialUploads.Contains(upload.Id)))
            {
                Truncate(final.Id, 0);
            }

            await base.TerminateAsync(upload, scope);
        }
    }

    private sealed class MissingPartSkipped(IUploadStore sound, string directory) : StoreDecorator(sound, directory)
    {
        // As slow as a store behind a network, so that another request can run meanwhile.
        public override async ValueTask TerminateAsync(UploadInfo upload, WriteScope scope)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, scope.Completion);
            await base.TerminateAsync(upload, scope);
        }

        public override async ValueTask<UploadInfo> ConcatenateAsync(UploadInfo final, IReadOnlyList<UploadInfo> parts, WriteScope scope)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, scope.Completion);
            var left = parts.Where(part => File.Exists(DataFileOf(part.Id))).ToList();
            return await base.ConcatenateAsync(final with { Length = left.Sum(part => part.Length) }, left, scope);
        }
    }
}
