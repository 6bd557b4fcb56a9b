using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Tus.Creation;

/// <summary>tus 1.0.0, Creation: POST.</summary>
internal static class CreationCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/creation/post/creates",
            Title = "POST creates an upload and returns its URL",
            Does = "Sends POST with Upload-Length: 10, then HEAD to the Location from another connection.",
            Must = "201 with a Location that works immediately; the upload is at offset 0.",
            Why = "Without a usable Location the client cannot resume.",
            Judges = ["TUS-080", "TUS-081", "TUS-053", "TUS-082"],
            Needs = ["creation"],
            Run = TusCases.Run(Creates),
        },
        new()
        {
            Id = "tus/creation/post/distinct",
            Title = "Every POST creates another upload",
            Does = "Sends the same POST three times, then appends to the first upload.",
            Must = "Three different Locations; the other two uploads stay empty.",
            Why = "Repeated ids overwrite files of other users.",
            Judges = ["TUS-081"],
            Needs = ["creation"],
            Run = TusCases.Run(Distinct),
        },
        new()
        {
            Id = "tus/creation/post/empty-upload",
            Title = "An upload of length 0 is complete immediately",
            Does = "Sends POST with Upload-Length: 0, then HEAD.",
            Must = "201; HEAD reports offset 0 and length 0.",
            Why = "Empty files exist, and no PATCH follows for them.",
            Judges = ["TUS-074", "TUS-022"],
            Needs = ["creation"],
            Run = TusCases.Run(Empty),
        },
        new()
        {
            Id = "tus/creation/post/max-size",
            Title = "A length above the announced maximum is refused",
            Does = "Sends POST with Tus-Max-Size plus one, and with exactly Tus-Max-Size.",
            Must = "413 and no Location to the first; 201 to the second.",
            Why = "Otherwise the client finds out only after ten gigabytes that the file is too large.",
            Judges = ["TUS-078", "TUS-017", "TUS-079"],
            Needs = ["creation"],
            Run = TusCases.Run(MaxSize),
        },
    ];

    private static async Task Creates(TusCase t)
    {
        var created = await t.CreateAsync(t.Post(10));
        t.Status("POST", created, [201], "TUS-080");
        if (created.Response is null)
        {
            return;
        }

        var url = t.Location(created);
        t.Checks.Judge("Location of the 201", "an http URL, absolute or relative", TusCase.Quoted(created["Location"]), url is not null,
            "TUS-081");
        if (url is null)
        {
            return;
        }

        if (t.GivenLocation(created) is { } given && given != url)
        {
            // The upload is there under https, so a Location that leads nowhere is the Location's own fault.
            var plain = await t.HeadAsync(given);
            t.Checks.Judge($"HEAD of the Location as given, '{given.Scheme}' although the target is '{url.Scheme}'", "200 or 204", plain,
                plain.IsSuccess, "TUS-081");
        }

        t.Checks.Observe(
            "Form of Location", created["Location"]!.Contains("//", StringComparison.Ordinal) ? "absolute" : "relative", "TUS-082");
        var head = await t.HeadAsync(url);
        t.Status("HEAD of the Location, immediately, on another connection", head, [200, 204], "TUS-081");
        t.Field("HEAD of the new upload", head, "Upload-Offset", 0, "TUS-053");
    }

    private static async Task Distinct(TusCase t)
    {
        var uploads = new[] { await t.NewUploadAsync(5), await t.NewUploadAsync(5), await t.NewUploadAsync(5) };
        var locations = uploads.Select(upload => upload.Url.ToString()).ToList();
        t.Checks.Judge("Locations of three creations", "three different URLs", string.Join(", ", locations),
            locations.Distinct().Count() == 3, "TUS-081");
        await t.AppendAsync(uploads[0], 0, 5);
        await t.OffsetIsAsync("of the second upload, after appending to the first", uploads[1], 0, "TUS-081");
        await t.OffsetIsAsync("of the third upload, after appending to the first", uploads[2], 0, "TUS-081");
    }

    private static async Task Empty(TusCase t)
    {
        var upload = await t.NewUploadAsync(0);
        var head = await t.HeadAsync(upload.Url);
        t.Field("HEAD of an empty upload", head, "Upload-Offset", 0, "TUS-074");
        t.Field("HEAD of an empty upload", head, "Upload-Length", 0, "TUS-022", "TUS-074");
    }

    private static async Task MaxSize(TusCase t)
    {
        if (t.Context.Capabilities.MaxSize is not { } maximum || maximum == long.MaxValue)
        {
            t.Checks.Observe("Tus-Max-Size", "absent: no limit is announced", "TUS-079");
            return;
        }

        var above = await t.CreateAsync(t.Post(maximum + 1));
        t.Status($"POST of {maximum + 1} bytes, one above Tus-Max-Size", above, [413], "TUS-078");
        t.Absent("the refused POST", above, "Location", "TUS-078");
        t.Status($"POST of exactly {maximum} bytes", await t.CreateAsync(t.Post(maximum)), [201], "TUS-017");
    }
}
