using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Pipelines;
using Holdfast.Server.Stores;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects that show when HEAD requests arrive during a PATCH.</summary>
internal static class HeadStormDefects
{
    public static IReadOnlyList<Defect> All { get; } =
    [
        new()
        {
            Name = "head-storm/counts-what-is-announced",
            Breaks = "HEAD counts all of the Content-Length of a PATCH that has begun.",
            Kills = ["tus/resilience/race/head-storm"],
            MayKill = ["tus/resilience/**", "tus/core/**", "tus/termination/during-patch", "tus/checksum/**", "tus/checksum-trailer/**",
                "tus/creation-defer-length/**"],
            Break = CountsWhatIsAnnounced(),
        },
        new()
        {
            Name = "head-storm/interrupted-is-nothing",
            Breaks = "The bytes of an interrupted PATCH are discarded, so frequent HEADs keep the upload from advancing.",
            Kills = ["tus/resilience/race/head-storm"],
            MayKill = ["tus/resilience/**", "tus/termination/during-patch", "tus/core/patch/large"],
            Break = Broken.Store((sound, directory) => new KeepsWholeBodies(sound, directory)),
        },
    ];

    private static Break CountsWhatIsAnnounced()
    {
        var running = new ConcurrentDictionary<string, long>();
        return Broken.Exchange(async (context, next) =>
        {
            var id = BrokenAnswer.IdOf(context.Request);
            if (context.Request is { Method: "PATCH", ContentLength: { } length })
            {
                running[id] = length;
                context.Response.OnStarting(() =>
                {
                    running.TryRemove(id, out _);
                    return Task.CompletedTask;
                });
                await next(context);
                return;
            }

            var announced = context.Request.Method == "HEAD" && running.TryGetValue(id, out var bytes) ? bytes : 0;
            context.Response.OnStarting(() =>
            {
                if (announced > 0 && long.TryParse(context.Response.Headers["Upload-Offset"], CultureInfo.InvariantCulture, out var offset))
                {
                    context.Response.Headers["Upload-Offset"] = (offset + announced).ToString(CultureInfo.InvariantCulture);
                }

                return Task.CompletedTask;
            });
            await next(context);
        });
    }

    /// <summary>Stores a body only if it completes the upload.</summary>
    private sealed class KeepsWholeBodies(IUploadStore sound, string directory) : StoreDecorator(sound, directory)
    {
        public override async ValueTask<UploadInfo> AppendAsync(UploadInfo upload, PipeReader body, WriteScope scope)
        {
            var stored = await base.AppendAsync(upload, body, scope);
            if (await GetInfoAsync(upload.Id, scope.Completion) is { Length: > 50_000 and var length } && stored.Offset < length)
            {
                Truncate(upload.Id, upload.Offset);
                return upload;
            }

            return stored;
        }
    }
}
