using Holdfast.Server.Locks;
using Microsoft.AspNetCore.Http;
using static Holdfast.Sabotage.Http.BrokenDraft;

namespace Holdfast.Sabotage.Variants;

/// <summary>Behaviour that the draft permits in some versions, although other versions forbid it or other servers do otherwise.</summary>
public static class LawfulVariants
{
    // To another region of a cloud.
    private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(100);

    public static IReadOnlyList<LawfulVariant> All { get; } =
    [
        new()
        {
            Name = "retrieval/append-fields-refused",
            Does = "A retrieval with the fields of an append is refused with 400. From -06 on no text says that it succeeds.",
            Versions = [7, 8, 9, 10],
            Cases = ["ietf/retrieval/unread-fields"],
            Break = Instead("HEAD", (_, request) => request.Headers.ContainsKey(Offset), StatusCodes.Status400BadRequest),
        },
        new()
        {
            Name = "append/too-short-is-a-conflict",
            Does = "A last append that does not reach the length is refused with 409. 400 is recommended for a problem type, and no "
                + "status demanded.",
            Versions = [9, 10],
            Cases = ["ietf/append/too-short"],
            Break = Status("PATCH", StatusCodes.Status400BadRequest, StatusCodes.Status409Conflict),
        },
        new()
        {
            Name = "length/contradiction-is-a-conflict",
            Does = "A creation or an append with another length is refused with 409 and no problem document.",
            Versions = [7, 8, 9, 10],
            Cases = ["ietf/creation/length-disagrees", "ietf/append/length-disagrees", "ietf/append/length-below-offset"],
            Break = Broken.Both(
                Instead("POST", (_, request) => request.Headers[Length] == "11", StatusCodes.Status409Conflict),
                Instead("PATCH", (_, request) => request.Headers[Length].ToString() is "101" or "4", StatusCodes.Status409Conflict)),
        },
        new()
        {
            Name = "limits/media-type-instead",
            Does = "OPTIONS tells the media type and no limits, as -10 and -11 have it.",
            Versions = [8],
            Cases = ["ietf/limits/options"],
            Break = Answer("OPTIONS", context =>
            {
                context.Response.Headers.Remove(Limit);
                context.Response.Headers["Accept-Patch"] = "application/partial-upload";
            }),
        },
        new()
        {
            Name = "digests/wrong-content-is-our-fault",
            Does = "An append with a wrong Content-Digest ends in 500: the texts want a failure, and name no status.",
            Versions = [6, 7, 8],
            Cases = ["ietf/digests/content-wrong"],
            Break = Refusal("PATCH", (context, _) => context.Response.StatusCode = StatusCodes.Status500InternalServerError),
        },
        new()
        {
            Name = "concurrency/far-storage",
            Does = "Locks and bytes are behind a network with a round trip of 100 ms, so an append begins that much later than it arrives.",
            Versions = [9],
            Cases = ["ietf/concurrency/retrieval-takes-over"],
            Break = Broken.Both(
                Broken.Store((sound, directory) => new FarStore(sound, directory, RoundTrip)),
                (sound, _) => sound with
                {
                    Uploads = sound.Uploads with { Locker = new FarLocker(new MemoryUploadLocker(), RoundTrip) },
                }),
        },
        Defective("creation/completeness-not-said",
            "Up to -05 a creation that completes may be answered without Upload-Complete; -06 to -11 leave it open.",
            [4, 5, 6, 7, 8], "ietf/creation/whole", "ietf/creation/empty-whole"),
        Defective("append/completeness-not-said",
            "Up to -05 a last append may be answered without Upload-Complete.", [4, 5, 6], "ietf/append/completes"),
        Defective("append/refusals-without-completeness",
            "-10 and -11 do not demand Upload-Complete of a 409.", [8], "ietf/append/offset-ahead", "ietf/append/offset-behind"),
        Defective("retrieval/completeness-not-told",
            "-13 demands neither Upload-Complete nor Upload-Length of a retrieval.", [10], "ietf/retrieval/completeness"),
        Defective("length/not-told",
            "-13 demands neither Upload-Complete nor Upload-Length of a retrieval.", [10], "ietf/creation/length", "ietf/append/length"),
        Defective("resilience/cut-append-dropped",
            "Up to -03 nothing says that a part of a cut append is kept.", [3, 4, 5], "ietf/resilience/cut/in-body/fin",
            "ietf/resilience/cut/in-body/reset"),
        Defective("resilience/cut-creation-dropped",
            "Up to -03 nothing says that a part of a cut creation is kept.", [3, 4, 5], "ietf/resilience/creation-cut"),
        Defective("creation/counted", "-01 says nothing about guessing.", [3], "ietf/creation/unguessable"),
        Defective("limits/refusals-silent", "Up to -10 no refusal must carry the limits.", [7, 8], "ietf/limits/max-size"),
        Defective("limits/maximum-shrinks", "-04 and -05 forbid changes of max-size alone.", [6], "ietf/limits/steady"),
        Defective("limits/maximum-grows-too-early", "-10 permits limits that become wider.", [8, 9, 10], "ietf/limits/steady"),
        Defective("cancellation/status-200-too-early",
            "From -09 on a cancellation may be answered with any 2xx.", [8, 9, 10], "ietf/cancellation/cancels"),
        Defective("retrieval/unknown-is-410",
            "From -06 on no status is named for an upload that is gone.", [7, 8, 9, 10], "ietf/retrieval/unknown",
            "ietf/cancellation/cancels"),
    ];

    // A defect of one version that is lawful in the versions given.
    private static LawfulVariant Defective(string defect, string does, IReadOnlyList<int> versions, params IReadOnlyList<string> cases) =>
        new()
    {
        Name = defect,
        Does = does,
        Versions = versions,
        Cases = cases,
        Break = DefectCatalogue.All.Single(one => one.Name == $"ietf/{defect}").Break,
    };
}
