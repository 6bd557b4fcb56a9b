using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Tus.Core;

/// <summary>tus 1.0.0, Upload-Offset of a PATCH: values that are not numbers, and numbers that overflow.</summary>
internal static class PatchNumberCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/core/patch/offset-malformed",
            Title = "An Upload-Offset that is not a non-negative integer is refused",
            Does = "Sends PATCHes with Upload-Offset -1, abc, 1.5, an empty one, and none at all.",
            Must = "A 4xx each time (usually 400), and the offset does not change.",
            Why = "A lenient parser writes the client's bytes at the wrong position.",
            Judges = ["TUS-004"],
            Needs = ["creation"],
            Run = TusCases.Run(Malformed),
        },
        new()
        {
            Id = "tus/core/patch/offset-lenient",
            Title = "Numbers that only some parsers accept are refused",
            Does = "At offset 0, sends PATCHes with Upload-Offset +0, 00, -0, 0x0, 1e0 and 18446744073709551616 (2^64).",
            Must = "400 each time; 2^64 is never read as 0.",
            Why = "Bytes are lost if two parsers, such as a proxy's and a server's, read a field differently.",
            Judges = ["A-07"],
            Needs = ["creation"],
            Run = TusCases.Run(Lenient),
        },
        new()
        {
            Id = "tus/core/patch/offset-twice",
            Title = "Two Upload-Offset lines that differ are refused",
            Does = "Sends a PATCH with the lines Upload-Offset: 0 and Upload-Offset: 5, and one with the single line 0, 5.",
            Must = "400; the server never silently uses one of the two.",
            Why = "A proxy that uses the last line and a server that uses the first one disagree on the position of the bytes.",
            Judges = ["A-08"],
            Needs = ["creation"],
            Run = TusCases.Run(Twice),
        },
        new()
        {
            Id = "tus/core/patch/content-length-huge",
            Title = "A Content-Length near 2^63 does not overflow the length check",
            Does = "At offset 5 of 10, sends Content-Length 9223372036854775807 and 20 bytes, then closes the connection.",
            Must = "The offset never exceeds 10. The best response is 413 before the body.",
            Why = "Offset plus length overflows to a negative number in 64 bits, which passes a check for 'too long'.",
            Judges = ["A-06-MUST", "A-06"],
            Needs = ["creation"],
            Run = TusCases.Run(Huge),
        },
    ];

    private static async Task Malformed(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        foreach (var offset in new[] { "-1", "abc", "1.5", "" })
        {
            var answer = await t.SendAsync(t.Patch(upload.Url, offset, upload.From(0)), upload.Url);
            if (!await t.UnchangedAsync($"PATCH with Upload-Offset '{offset}'", answer, upload, 0, ["TUS-004"], ["TUS-004"]))
            {
                return;
            }
        }

        var none = await t.SendAsync(t.Patch(upload.Url, "0", upload.From(0)).Without("Upload-Offset"), upload.Url);
        await t.UnchangedAsync("PATCH without Upload-Offset", none, upload, 0, ["TUS-004"], ["TUS-004"]);
    }

    private static async Task Lenient(TusCase t)
    {
        foreach (var offset in new[] { "+0", "00", "-0", "0x0", "1e0", "18446744073709551616" })
        {
            var upload = await t.NewUploadAsync(5);
            var answer = await t.SendAsync(t.Patch(upload.Url, offset, upload.From(0)), upload.Url);
            t.Refused($"PATCH with Upload-Offset '{offset}'", answer, "A-07");
        }
    }

    private static async Task Twice(TusCase t)
    {
        var half = t.Chunk(5);
        var upload = await t.NewUploadAsync(2 * half);
        var lines = await t.SendAsync(t.Patch(upload.Url, "0", upload.From(0, half)).With("Upload-Offset", $"{half}"), upload.Url);
        if (!await t.UnchangedAsync($"PATCH with Upload-Offset lines '0' and '{half}'", lines, upload, 0, ["A-08"], ["A-08"], 400))
        {
            return;
        }

        var list = await t.SendAsync(t.Patch(upload.Url, $"0, {half}", upload.From(0, half)), upload.Url);
        await t.UnchangedAsync($"PATCH with Upload-Offset '0, {half}'", list, upload, 0, ["A-08"], ["A-08"], 400);
    }

    private static async Task Huge(TusCase t)
    {
        var half = t.Chunk(5);
        var upload = await t.NewUploadAsync(half + 5);
        await t.AppendAsync(upload, 0, half);
        var request = t.Patch(upload.Url, $"{half}", t.Content(20)).Set("Content-Length", "9223372036854775807");
        await using (var connection = await t.Context.ConnectAsync(upload.Url))
        {
            if (await connection.SendHeadAsync(request, t.Cancellation))
            {
                await connection.SendBodyAsync(request, t.Cancellation);
            }

            connection.HalfClose();
            var answer = await connection.ReadAsync("PATCH", t.Patience, t.Cancellation);
            t.Checks.Observe("Response to a Content-Length of 2^63-1", answer.Outcome, "A-06");
        }

        var offset = await t.SettledOffsetAsync(upload, _ => true);
        t.Checks.Judge("Offset afterwards", $"at most {upload.Length}", $"{offset}", offset <= upload.Length, "A-06-MUST");
        var head = await t.HeadAsync(upload.Url);
        t.Field("HEAD afterwards", head, "Upload-Length", upload.Length, "A-06-MUST");
    }
}
