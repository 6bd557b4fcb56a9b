using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Creation;

/// <summary>tus 1.0.0, Creation: POST as proxies and other stacks write it, at odd places, and many at once.</summary>
internal static class CreationRequestCases
{
    /// <summary>Enough that some overlap on any server, few enough for one with a rate limit.</summary>
    private const int Burst = 12;

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/creation/post/at-upload-url",
            Title = "POST to an upload's URL does not change the upload",
            Does = "Appends four of ten bytes, then sends a creation of seven bytes to the upload's URL instead of the creation URL.",
            Must = "The response names no existing upload, and the upload is still at 4 of 10.",
            Why = "A client with a wrong URL must not destroy a partial upload.",
            Judges = ["TUS-081", "TUS-038", "TUS-022"],
            Needs = ["creation"],
            Run = TusCases.Run(AtUploadUrl),
        },
        new()
        {
            Id = "tus/creation/post/no-content-length",
            Title = "A POST without a body needs no Content-Length",
            Does = "Sends POST with Upload-Length: 5 and without Content-Length, that is, without a body.",
            Must = "201, or 411 if the server requires the field.",
            Why = "Several HTTP libraries omit Content-Length if there is no body.",
            Judges = ["TUS-080"],
            Needs = ["creation"],
            Run = TusCases.Run(NoContentLength),
        },
        new()
        {
            Id = "tus/creation/post/field-case",
            Title = "Field names are case-insensitive, in any order",
            Does = "Sends POST with all field names in lower case and in reverse order, and sends HEAD.",
            Must = "201; HEAD returns the length 10 and the metadata.",
            Why = "Requests that came over HTTP/2 have lower-case names, and proxies reorder fields.",
            Judges = ["TUS-080", "TUS-022", "TUS-077"],
            Needs = ["creation"],
            Run = TusCases.Run(FieldCase),
        },
        new()
        {
            Id = "tus/creation/post/burst",
            Title = "Equal creations at the same time create different uploads",
            Does = "Sends the same POST twelve times at once, each on its own connection.",
            Must = "Each 201 has a different Location.",
            Why = "Ids derived from the time or from the request are equal for two users at the same time.",
            Judges = ["TUS-081"],
            Needs = ["creation"],
            Run = TusCases.Run(BurstOfCreations),
        },
        new()
        {
            Id = "tus/creation/post/limit-announced",
            Title = "A length is refused as too large only above an announced limit",
            Does = "Sends POST with Upload-Length of 2^50 bytes, a petabyte, and compares a refusal with Tus-Max-Size.",
            Must = "A server that answers 413 has announced a Tus-Max-Size below that length.",
            Why = "With an announced limit the client can tell its user immediately that the file is too large.",
            Judges = ["TUS-017"],
            Needs = ["creation"],
            Run = TusCases.Run(LimitAnnounced),
        },
    ];

    private static async Task AtUploadUrl(TusCase t)
    {
        var upload = await t.NewUploadAsync(10);
        await t.AppendAsync(upload, 0, 4);
        var answer = await t.SendAsync(t.Post(7) with { Target = upload.Url.Target }, upload.Url);
        t.Checks.Observe("POST at an upload's URL", answer.Outcome);
        t.Checks.Judge(
            "Location of the response", "not the existing upload", TusCase.Quoted(answer["Location"]),
            t.GivenLocation(answer) != upload.Url, "TUS-081");
        var head = await t.HeadAsync(upload.Url);
        t.Field("HEAD of the upload afterwards", head, "Upload-Offset", 4, "TUS-038");
        t.Field("HEAD of the upload afterwards", head, "Upload-Length", 10, "TUS-022");
    }

    private static async Task NoContentLength(TusCase t) =>
        t.Status("POST without Content-Length", await t.CreateAsync(t.Post(5).Without("Content-Length")), [201, 411], "TUS-080");

    private static async Task FieldCase(TusCase t)
    {
        var metadata = Metadata.Pair("filename", "report.txt");
        var post = t.Post(10, metadata);
        t.Checks.Control("A creation with metadata", await t.CreateAsync(post));
        var created = await t.CreateAsync(post with
        {
            Fields = [.. post.Fields.Reverse().Select(field => field with { Name = Lower(field.Name) })],
        });
        t.Status("POST with lower-case field names in reverse order", created, [201], "TUS-080");
        if (created.Status == 201 && t.Location(created) is { } url)
        {
            t.Field("HEAD of the new upload", await t.HeadAsync(url), "Upload-Length", 10, "TUS-022");
            await MetadataEcho.JudgeAsync(t, url, "after it", metadata, "TUS-077");
        }
    }

    private static async Task BurstOfCreations(TusCase t)
    {
        var post = t.Post(5);
        var answers = await Task.WhenAll(Enumerable.Range(0, Burst).Select(_ => t.CreateAsync(post)));
        var locations = answers.Where(answer => answer.Status == 201).Select(answer => t.Location(answer)).OfType<WireUrl>().ToList();
        t.Checks.Observe($"{Burst} creations at once", $"{locations.Count} uploads");
        t.Checks.Judge(
            "Different uploads among the created ones", $"{locations.Count}", $"{locations.Distinct().Count()}",
            locations.Distinct().Count() == locations.Count, "TUS-081");
    }

    private static async Task LimitAnnounced(TusCase t)
    {
        const long Petabyte = 1L << 50;
        var answer = await t.CreateAsync(t.Post(Petabyte));
        if (answer.Status != 413)
        {
            t.Checks.Observe($"POST of {Petabyte} bytes", answer.Outcome, "TUS-017");
            return;
        }

        var announced = t.Context.Capabilities.MaxSize;
        t.Checks.Judge($"Tus-Max-Size, while {Petabyte} bytes are refused with 413", $"up to {Petabyte}",
            announced?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "absent", announced <= Petabyte, "TUS-017");
    }

#pragma warning disable CA1308 // Lower case is what HTTP/2 demands (RFC 9113, 8.2).
    private static string Lower(string name) => name.ToLowerInvariant();
#pragma warning restore CA1308
}
