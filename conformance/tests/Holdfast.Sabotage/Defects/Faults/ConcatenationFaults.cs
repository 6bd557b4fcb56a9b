using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Faults;

/// <summary>Defects in final uploads whose parts still change (tus 1.0.0, Concatenation).</summary>
internal static class ConcatenationFaults
{
    private static readonly string[] Family = ["concatenation/**"];

    public static IEnumerable<Defect> All { get; } =
    [
        Fault.Tus("torn-part-taken", "A final is made of a part that is still being written.", Broken.Both(
            CurrentRequest.Track, Broken.Store((sound, directory) => new TakesTornParts(sound, directory))), Family,
            "concatenation/while-written"),
        Fault.Tus("finished-part-grows", "A PATCH to a finished part still writes to it, and a final includes the added bytes.",
            FinishedPartGrows(),
            Family, "concatenation/part-patched"),
        Fault.Tus("deleted-part-is-a-hole", "A part that is deleted while a final is made of it is replaced by zeros.", Broken.Both(
            Broken.Uploads(sound => sound with { Locker = new NoOpLocker() }),
            Broken.Store((sound, directory) => new FillsHoles(sound, directory))),
            ["duplicate/**", "handover/**", "network/**", "race/**"],
            "concatenation/part-deleted", "handover/head-from-stalled", "stall/handover-by-head", "zombie/after-completion",
            "zombie/during-resume",
            "zombie/two-generations"),
    ];

    private static Break FinishedPartGrows() => Broken.Both(
        Broken.Store((sound, directory) => new CopiesLater(sound, directory)),
        (sound, directory) => Broken.Exchange(async (context, next, store) =>
        {
            if (context.Request.Method != "PATCH"
                || await store.GetInfoAsync(Broken.IdOf(context), CancellationToken.None) is not { IsPartial: true, IsComplete: true } part)
            {
                await next(context);
                return;
            }

            await using var file =
                new FileStream(Path.Combine(directory, part.Id), FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            await context.Request.Body.CopyToAsync(file);
            BrokenAnswer.Say(context, StatusCodes.Status204NoContent);
            context.Response.Headers["Upload-Offset"] = $"{file.Length}";
        })(sound, directory));

    /// <summary>Reports every part of a final upload as complete.</summary>
    private sealed class TakesTornParts(IUploadStore sound, string directory) : StoreDecorator(sound, directory)
    {
        public override async ValueTask<UploadInfo?> GetInfoAsync(string id, CancellationToken cancellationToken) =>
            await base.GetInfoAsync(id, cancellationToken) is { IsPartial: true } part && CurrentRequest.Value.Method == "POST"
                ? part with { Length = part.Offset }
                : await base.GetInfoAsync(id, cancellationToken);
    }

    /// <summary>Copies the parts a moment after it has read their lengths.</summary>
    private class CopiesLater(IUploadStore sound, string directory) : StoreDecorator(sound, directory)
    {
        public override async ValueTask<UploadInfo> ConcatenateAsync(UploadInfo final, IReadOnlyList<UploadInfo> parts, WriteScope scope)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, scope.Completion);
            var lengths = parts.Sum(part => new FileInfo(DataFileOf(part.Id)).Length);
            return await base.ConcatenateAsync(final with { Length = lengths, Offset = lengths }, parts, scope);
        }
    }

    /// <summary>As above, and writes zeros in place of a part that was removed meanwhile.</summary>
    private sealed class FillsHoles(IUploadStore sound, string directory) : CopiesLater(sound, directory)
    {
        public override async ValueTask<UploadInfo> ConcatenateAsync(UploadInfo final, IReadOnlyList<UploadInfo> parts, WriteScope scope)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, scope.Completion);
            foreach (var part in parts.Where(part => !File.Exists(DataFileOf(part.Id))))
            {
                using var file =
                    File.OpenHandle(DataFileOf(part.Id), FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
                RandomAccess.SetLength(file, part.Length!.Value);
            }

            return await base.ConcatenateAsync(final, parts, scope);
        }
    }
}
