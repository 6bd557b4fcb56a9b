using System.Globalization;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Tus.Checksum;

namespace Holdfast.Conformance.Tus.DeferLength;

/// <summary>
/// tus 1.0.0, Upload-Defer-Length: declarations that must not count, limits that hold without a length, and the announcement.
/// </summary>
internal static class RefusedDeclarationCases
{
    /// <summary>How long a server may take to notice a Content-Length above its limit; one that reads on instead is not wrong.</summary>
    private static readonly TimeSpan Notice = TimeSpan.FromSeconds(1);

    /// <summary>The largest maximum that is worth sending more than.</summary>
    private const long SmallMaximum = 1 << 20;

    private static readonly string[] Needed = ["creation", "creation-defer-length"];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/creation-defer-length/announced",
            Title = "Deferring the length works exactly if it is announced",
            Does = "Sends POST with Upload-Defer-Length: 1, regardless of OPTIONS, and compares the response with Tus-Extension.",
            Must = "201 and creation-defer-length is announced, or neither.",
            Why = "A client that checks OPTIONS does not stream to a server that does not announce it.",
            Judges = ["TUS-072"],
            Needs = ["creation"],
            Run = TusCases.Run(Announced),
        },
        new()
        {
            Id = "tus/creation-defer-length/zero-with-length",
            Title = "Upload-Defer-Length: 0 together with a length is refused",
            Does = "Sends POST with Upload-Length: 5 and Upload-Defer-Length: 0.",
            Must = "400, and no Location.",
            Why = "The only valid value is 1; the client should be told of its mistake.",
            Judges = ["A-09"],
            Needs = Needed,
            Run = TusCases.Run(ZeroWithLength),
        },
        new()
        {
            Id = "tus/creation-defer-length/malformed",
            Title = "A declared length that is not a number is refused",
            Does = "Sends PATCHes with Upload-Length -1, abc and 1.5 to a deferred upload, and sends HEAD after each.",
            Must = "A 4xx each time; the length is still deferred and the offset 0.",
            Why = "With a guessed length the upload ends at the wrong position.",
            Judges = ["TUS-080", "TUS-005", "TUS-071", "TUS-038"],
            Needs = Needed,
            Run = TusCases.Run(Malformed),
        },
        new()
        {
            Id = "tus/creation-defer-length/overflows-itself",
            Title = "A PATCH that is longer than the length it declares declares nothing",
            Does = "Sends five bytes with Upload-Length: 3 to a deferred upload.",
            Must = "413 or 400; the length is still deferred, and no byte is stored.",
            Why = "A refused request must change nothing; if the length were kept, the upload would end two bytes too early.",
            Judges = ["TUS-080", "A-44"],
            Needs = Needed,
            Run = TusCases.Run(OverflowsItself),
        },
        new()
        {
            Id = "tus/creation-defer-length/bad-checksum",
            Title = "A PATCH with a wrong checksum declares nothing",
            Does = "Sends five bytes with Upload-Length: 5 and the SHA-1 of other bytes to a deferred upload.",
            Must = "A 4xx (460); the length is still deferred and the offset 0.",
            Why = "The bytes were discarded as damaged, and the length came in the same request.",
            Judges = ["TUS-080", "A-44-MUST"],
            Needs = ["creation", "creation-defer-length", "checksum"],
            Run = TusCases.Run(BadChecksum),
        },
        new()
        {
            Id = "tus/creation-defer-length/above-max",
            Title = "A length above the maximum cannot be declared by a PATCH",
            Does = "Declares Tus-Max-Size plus one for a deferred upload, then the right length.",
            Must = "413 (or 400), and the length is still deferred; the correct one is then accepted.",
            Why = "A limit must apply to every way to set the length.",
            Judges = ["TUS-080", "A-46"],
            Needs = Needed,
            Run = TusCases.Run(AboveMax),
        },
        new()
        {
            Id = "tus/creation-defer-length/body-above-max",
            Title = "A body above the maximum is refused without a declared length",
            Does = "Sends the header section of a PATCH whose Content-Length is Tus-Max-Size plus one, and five bytes of the body.",
            Must = "413 (or 400); if the server continues to read up to its limit, this is recorded.",
            Why = "Without a declared length, only the maximum protects the server's disk.",
            Judges = ["TUS-080", "A-46"],
            Needs = Needed,
            Run = TusCases.Run(BodyAboveMax),
        },
        new()
        {
            Id = "tus/creation-defer-length/chunked-above-max",
            Title = "A chunked body stops at the maximum",
            Does = "If Tus-Max-Size is 1 MiB or less, sends one byte more than that in chunks to a deferred upload.",
            Must = "413 (or 400), and HEAD reports at most the maximum.",
            Why = "Without a declared length and a Content-Length, only the server's own count protects its disk.",
            Judges = ["TUS-080", "A-46"],
            Needs = Needed,
            Run = TusCases.Run(ChunkedAboveMax),
        },
    ];

    private static async Task Announced(TusCase t)
    {
        var answer = await t.CreateAsync(Deferred.Post(t));
        var (works, announced) = (answer.Status == 201, t.Context.Capabilities.Offers("creation-defer-length"));
        if (works || answer.Is(400, 404, 405, 415, 501))
        {
            t.Checks.Judge(
                "POST with Upload-Defer-Length: 1, and the token creation-defer-length", "201 and announced, or neither",
                answer, $"{answer.Outcome}, {(announced ? "announced" : "not announced")}", works == announced, "TUS-072");
        }
        else
        {
            t.Checks.Unknown("POST with Upload-Defer-Length: 1", "201, or a refusal of the extension", answer.Outcome, "TUS-072");
        }
    }

    private static async Task ZeroWithLength(TusCase t)
    {
        var answer = await t.CreateAsync(t.Post(5).With("Upload-Defer-Length", "0"));
        t.Status("POST with Upload-Defer-Length: 0 and a length", answer, [400], "A-09");
        t.Absent("POST with Upload-Defer-Length: 0 and a length", answer, "Location", "A-09");
    }

    private static async Task Malformed(TusCase t)
    {
        var upload = await Deferred.NewAsync(t, 5);
        foreach (var length in new[] { "-1", "abc", "1.5" })
        {
            var answer = await t.SendAsync(Deferred.Declaring(t, upload, 0, upload.From(0), length), upload.Url);
            if (!await t.UnchangedAsync($"PATCH with Upload-Length '{length}'", answer, upload, 0, ["TUS-038"], ["TUS-005"])
                || !await Deferred.IsOpenAsync(t, $"after Upload-Length '{length}'", upload, "TUS-071"))
            {
                return;
            }
        }
    }

    private static async Task OverflowsItself(TusCase t)
    {
        var upload = await Deferred.NewAsync(t, 5);
        var answer = await t.SendAsync(Deferred.Declaring(t, upload, 0, upload.From(0), "3"), upload.Url);
        t.Status("PATCH of five bytes that declares 3", answer, [413, 400], "A-44");
        await Deferred.IsOpenAsync(t, "after it", upload, "A-44");
        await t.OffsetIsAsync("after it", upload, 0, "A-44");
    }

    private static async Task BadChecksum(TusCase t)
    {
        var upload = await Deferred.NewAsync(t, 5);
        var patch = Deferred.Declaring(t, upload, 0, upload.From(0), "5").With("Upload-Checksum", Digests.Field("sha1", t.Content(6)));
        if (await t.UnchangedAsync("PATCH with the checksum of other bytes that declares 5", await t.SendAsync(patch, upload.Url), upload,
            0, ["A-44-MUST"], ["A-44-MUST"]))
        {
            await Deferred.IsOpenAsync(t, "after it", upload, "A-44-MUST");
        }
    }

    private static async Task AboveMax(TusCase t)
    {
        var upload = await Deferred.NewAsync(t, 5);
        if (MoreThanMax(t) is not { } tooMuch)
        {
            t.Checks.Observe("Tus-Max-Size", "absent: no limit is announced", "A-46");
            return;
        }

        var answer = await t.SendAsync(Deferred.Declaring(t, upload, 0, default, tooMuch), upload.Url);
        t.Status($"PATCH that declares {tooMuch}, one above Tus-Max-Size", answer, [413, 400], "A-46");
        await Deferred.IsOpenAsync(t, "after it", upload, "A-46");
        await Deferred.DeclareAsync(t, upload, 0, upload.From(0), "5", "A-46");
    }

    private static async Task BodyAboveMax(TusCase t)
    {
        var upload = await Deferred.NewAsync(t, 5);
        if (MoreThanMax(t) is not { } tooMuch)
        {
            t.Checks.Observe("Tus-Max-Size", "absent: no limit is announced", "A-46");
            return;
        }

        await using var connection = await t.Context.ConnectAsync(upload.Url);
        await connection.SendHeadAsync(t.Patch(upload, 0, default).Set("Content-Length", tooMuch), t.Cancellation);
        await connection.SendAsync(upload.From(0), "body", t.Cancellation);
        var answer = await connection.ReadAsync("PATCH", Notice, t.Cancellation);
        if (answer.Response is null)
        {
            t.Checks.Observe($"PATCH with Content-Length {tooMuch}", $"{answer.Outcome}: the server reads more of the body", "A-46");
        }
        else
        {
            t.Status($"PATCH with Content-Length {tooMuch}, one above Tus-Max-Size", answer, [413, 400], "A-46");
        }
    }

    private static async Task ChunkedAboveMax(TusCase t)
    {
        var upload = await Deferred.NewAsync(t, 0);
        if (t.Context.Capabilities.MaxSize is not { } maximum || maximum > SmallMaximum)
        {
            t.Checks.Observe("Tus-Max-Size", "absent, or more than this case sends", "A-46");
            return;
        }

        var body = t.Content((int)maximum + 1);
        var answer = await t.SendAsync(t.Patch(upload, 0, default).WithChunkedBody(body, chunkSize: 16 * 1024), upload.Url);
        t.Status($"chunked PATCH of {body.Length} bytes, one above Tus-Max-Size", answer, [413, 400], "A-46");
        var offset = await t.OffsetAsync(upload.Url);
        t.Checks.Judge("Offset afterwards", $"at most {maximum}", $"{offset}", offset <= maximum, "A-46");
    }

    private static string? MoreThanMax(TusCase t) =>
        t.Context.Capabilities.MaxSize is { } maximum and < long.MaxValue ? (maximum + 1).ToString(CultureInfo.InvariantCulture) : null;
}
