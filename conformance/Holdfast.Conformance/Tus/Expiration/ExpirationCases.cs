using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Tus.Expiration;

/// <summary>tus 1.0.0, Expiration, as far as it shows without waiting for an upload to expire.</summary>
internal static class ExpirationCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/expiration/announced",
            Title = "Upload-Expires is an HTTP date in the future, in every response that must have it",
            Does = "Creates an upload of ten bytes, appends three, and reads Upload-Expires of both responses.",
            Must = "If the upload is going to expire, the response to PATCH has the field, and so has the 201 if the time is known; the "
                + "value is an IMF-fixdate.",
            Why = "The client decides with it whether it can resume tomorrow.",
            Judges = ["TUS-098", "TUS-099", "TUS-104", "TUS-100"],
            Needs = ["creation", "expiration"],
            Run = TusCases.Run(Announced),
        },
    ];

    private static async Task Announced(TusCase t)
    {
        var created = await t.CreateAsync(t.Post(t.Chunk(3) + 7));
        var upload = t.Created("Creating an upload", created, t.Content(t.Chunk(3) + 7));
        var patched = await t.PatchAsync(upload, 0, upload.From(0, t.Chunk(3)));
        var first = ExpiryDate.Judged(t, "the 201", created, "TUS-104");
        var later = ExpiryDate.Judged(t, "the PATCH", patched, "TUS-104");
        if (first is null && later is null)
        {
            t.Checks.Observe("Upload-Expires", "in neither response: this upload does not expire", "TUS-098", "TUS-099");
            return;
        }

        t.Checks.Judge("Upload-Expires of the PATCH", "present, because the upload is going to expire",
            TusCase.Quoted(patched["Upload-Expires"]), patched["Upload-Expires"] is not null, "TUS-098");
        t.Checks.Observe("Upload-Expires of the 201", TusCase.Quoted(created["Upload-Expires"]), "TUS-099");
        if (first > later)
        {
            t.Checks.Observe("Upload-Expires from the 201 to the PATCH", "went back", "TUS-100");
        }
    }
}
