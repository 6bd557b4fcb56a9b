using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Tus.Discovery;

namespace Holdfast.Conformance.Tus.Core;

/// <summary>tus 1.0.0, Tus-Extension: a server must announce the extensions that it supports.</summary>
internal static class AnnouncementCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/core/options/announces-what-works",
            Title = "Extensions that work are announced",
            Does = "Sends POST, POST with bytes, and DELETE, regardless of OPTIONS, and compares the results with Tus-Extension.",
            Must = "A server that supports creation, creation-with-upload or termination announces it.",
            Why = "A client that checks OPTIONS never uses an extension that is not announced.",
            Judges = ["TUS-052", "TUS-085", "TUS-121"],
            Run = TusCases.Run(Announced),
        },
    ];

    private static async Task Announced(TusCase t)
    {
        var created = await t.CreateAsync(t.PostWith(t.Chunk(3) + 2, t.Content(t.Chunk(3))));
        var url = created.Status == 201 ? t.Location(created) : null;
        url ??= await t.CreateAsync(t.Post(5)) is { Status: 201 } plain ? t.Location(plain) : null;
        Announcement.Compare(t, "creation", works: url is not null, "TUS-052");
        if (url is null)
        {
            return;
        }

        var head = await t.HeadAsync(url);
        Announcement.Compare(t, "creation-with-upload", works: head.IsSuccess && head.Number("Upload-Offset") > 0, "TUS-085");
        var deleted = await t.DeleteAsync(url);
        Announcement.Compare(t, "termination", works: deleted.Status == 204 && await t.HeadAsync(url) is { Status: 404 or 410 }, "TUS-121");
    }
}
