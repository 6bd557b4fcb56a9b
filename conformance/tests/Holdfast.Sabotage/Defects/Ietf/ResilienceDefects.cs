using Holdfast.Server.Stores;
using static Holdfast.Sabotage.Http.BrokenDraft;

namespace Holdfast.Sabotage.Defects.Ietf;

/// <summary>Defects in what the server keeps of a transfer of the draft that is cut.</summary>
internal static class ResilienceDefects
{
    // The cases whose transfers are cut, stall, or are ended by other requests.
    private static readonly string[] BrokenOff =
        ["ietf/resilience/**", "ietf/concurrency/**", "ietf/cancellation/ends-transfer", "ietf/framing/**", "ietf/append/length-from-last",
            "ietf/interim/progress-append", "ietf/append/mismatch-while-sending"];

    public static IReadOnlyList<Defect> All { get; } =
    [
        Defect("resilience/cut-creation-dropped", "When a creation is cut, nothing of its content is kept.",
            Cut("POST", (cut, store) => store.Keep(cut.Id, 0)), "resilience/creation-cut") with
            {
                MayKill = ["ietf/concurrency/creation-runs"],
            },
        Defect("resilience/cut-creation-removed", "A creation that is cut removes its upload.", CutBodyStore.OnCut((cut, store) =>
            CurrentRequest.Value.Method == "POST" ? Broken.TerminateAsync(store, cut.Id).AsTask() : Task.CompletedTask),
            "resilience/creation-cut", "resilience/creation-cut-length", "interim/usable-at-once") with
        {
            MayKill = ["ietf/concurrency/creation-runs"],
        },
        Defect("resilience/cut-creation-completes", "In version 5 a creation that is cut completes the upload with the bytes that arrived.",
            CutBodyStore.OnCut((cut, store) => CurrentRequest.Value.Method == "POST"
            ? store.DescribeAsync(cut.Id, upload => upload with { Length = upload.Offset, Completion = UploadCompletion.Declared })
            : Task.CompletedTask), "resilience/creation-cut") with { Interop = 5, MayKill = ["ietf/concurrency/creation-runs"] },
        Defect("resilience/creation-deduplicated", "A client's second creation is refused with 409 while the first upload is unused.",
            Tus.ResilienceDefects.CreationDeduplicated(), "resilience/lost-answer/creation") with { MayKill = ["ietf/**"] },
        Defect("resilience/cut-append-dropped", "When an append is cut, nothing of it is kept.",
            Cut("PATCH", (cut, store) => store.Keep(cut.Id, cut.Offset)),
            "resilience/cut/in-body/fin", "resilience/cut/in-body/reset") with { MayKill = [.. BrokenOff, "ietf/http2/cancelled"] },
        Defect("resilience/goes-back", "When a later append is cut, the byte before it is lost, too.",
            Cut("PATCH", (cut, store) => store.Keep(cut.Id, cut.Offset == 0 ? cut.Kept : cut.Offset - 1)),
            "resilience/cut/crumbs") with { MayKill = BrokenOff },
        Defect("resilience/gap-filled", "An append that is cut is filled up with zeros to the next page.",
            Cut("PATCH", (cut, store) => store.Extend(cut.Id, (cut.Offset + cut.Kept + 4095) / 4096 * 4096)),
            "resilience/cut/in-body/fin", "resilience/cut/in-body/reset", "resilience/cut/crumbs") with
            {
                MayKill = [.. BrokenOff, "ietf/http2/cancelled"],
            },
    ];

    private static Break Cut(string method, Action<CutBody, CutBodyStore> then) => CutBodyStore.OnCut((cut, store) =>
    {
        if (CurrentRequest.Value.Method == method)
        {
            then(cut, store);
        }
    });
}
