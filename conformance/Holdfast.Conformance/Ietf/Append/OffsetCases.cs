using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf.Append;

/// <summary>The draft, Upload Append: an offset that is not the upload's.</summary>
internal static class OffsetCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "ietf/append/offset-ahead",
            Title = "An append beyond the offset is refused with 409 and the offset",
            Does = "Appends at offset 6 to an upload at offset 5.",
            Must = "409 with Upload-Offset 5 and Upload-Complete: ?0 (versions 7, 9 and 10); no byte is appended.",
            Why = "A gap in a file is not noticed until the file is used.",
            Judges = ["IETF-107", "IETF-108", "IETF-109", "IETF-110", "IETF-137", "IETF-204", "IETF-224"],
            Versions = Interop.All,
            Run = IetfCases.Run(t => MismatchAsync(t, 1)),
        },
        new()
        {
            Id = "ietf/append/offset-behind",
            Title = "An append before the offset is refused with 409 and the offset",
            Does = "Appends at offset 4 to an upload at offset 5.",
            Must = "409 with Upload-Offset 5 and Upload-Complete: ?0 (versions 7, 9 and 10); no byte is appended.",
            Why = "Bytes that are written twice corrupt the file.",
            Judges = ["IETF-107", "IETF-108", "IETF-109", "IETF-110", "IETF-137", "IETF-204", "IETF-224"],
            Versions = Interop.All,
            Run = IetfCases.Run(t => MismatchAsync(t, -1)),
        },
        new()
        {
            Id = "ietf/append/offset-largest",
            Title = "The largest integer of a structured field does not overflow as an offset",
            Does = "Appends at offset 999999999999999 to a new upload.",
            Must = "409 with Upload-Offset 0 and Upload-Complete: ?0 (versions 7, 9 and 10); a problem document has the exact number.",
            Why = "Numbers near the limits of number types overflow or are rounded.",
            Judges = ["IETF-107", "IETF-108", "IETF-109", "IETF-110", "IETF-137", "IETF-224"],
            Versions = Interop.All,
            Run = IetfCases.Run(Largest),
        },
        new()
        {
            Id = "ietf/append/offset-void",
            Title = "An Upload-Offset that is not an integer is treated as missing",
            Does = "Appends with -1, 1.5, a string, a list, two lines, sixteen digits, +0 and 0x0, and without the field.",
            Must = "A 4xx each time, and no byte is appended.",
            Why = "If one recipient reads 0 and another nothing, bytes are written at the wrong position.",
            Judges = ["IETF-008", "IETF-175"],
            Versions = Interop.From(8),
            Run = IetfCases.Run(Void),
        },
        new()
        {
            Id = "ietf/append/offset-spelling",
            Title = "Every valid form of an integer is accepted",
            Does = "Appends at 0, written with a leading zero, as -0, with parameters, and with spaces around it.",
            Must = "Accepted each time: structured fields allow leading zeros, surrounding spaces and parameters.",
            Why = "A client's library for structured fields may send these forms.",
            Judges = ["IETF-007"],
            Versions = Interop.From(8),
            Run = IetfCases.Run(Spelling),
        },
        new()
        {
            Id = "ietf/append/mismatch-while-sending",
            Title = "A refused append gets its response while the content is still being sent",
            Does = "Appends 200,000 bytes at a wrong offset, slowly.",
            Must = "409, before or after the content, not a connection that breaks without a response.",
            Why = "A client that sees only a reset repeats the same request.",
            Judges = ["IETF-107"],
            Versions = Interop.All,
            Run = IetfCases.Run(WhileSending),
        },
    ];

    private static async Task MismatchAsync(IetfCase t, int distance)
    {
        var chunk = t.Chunk(5);
        var upload = await t.NewAsync(3 * chunk);
        await t.TakenAsync(upload, 0, chunk);
        var refused = await t.AppendAsync(upload, chunk + distance, completes: false, upload.From(chunk, chunk));
        if (await t.UnchangedAsync("the append", refused, upload, chunk, ["IETF-107"], ["IETF-107"], 409))
        {
            t.Number("the append", refused, "Upload-Offset", chunk, "IETF-109", "IETF-204");
            t.Complete("the append", refused, expected: false, "IETF-108", "IETF-224");
            t.MismatchingOffset("the append", refused, chunk, chunk + distance);
        }
    }

    private static async Task Largest(IetfCase t)
    {
        var upload = await t.NewAsync(t.Chunk(5));
        var refused = await t.SendAsync(t.Append(upload, "999999999999999", completes: false, upload.Content), upload.Url);
        if (await t.UnchangedAsync("the append", refused, upload, 0, ["IETF-107"], ["IETF-107"], 409))
        {
            t.Number("the append", refused, "Upload-Offset", 0, "IETF-109");
            t.Complete("the append", refused, expected: false, "IETF-108", "IETF-224");
            t.MismatchingOffset("the append", refused, 0, 999_999_999_999_999);
        }
    }

    private static async Task Void(IetfCase t)
    {
        var upload = await t.NewAsync(t.Chunk(5));
        var append = t.Append(upload, 0, completes: false, upload.Content);
        var lines = new Dictionary<string, WireRequest>
        {
            ["no Upload-Offset"] = append.Without("Upload-Offset"),
            ["two lines of 0"] = append.With("Upload-Offset", "0"),
            ["a line of 0 and an empty one"] = append.With("Upload-Offset", ""),
        };
        foreach (var value in new[] { "-1", "1.5", "\"0\"", "0, 0", "0000000000000000", "+0", "0x0", "0e0", "0;", "0 ;x", "?0" })
        {
            lines.Add($"Upload-Offset {value}", append.Set("Upload-Offset", value));
        }

        foreach (var (subject, request) in lines)
        {
            if (!await t.UnchangedAsync(
                $"an append with {subject}", await t.SendAsync(request, upload.Url), upload, 0, ["IETF-008"], ["IETF-008", "IETF-175"]))
            {
                return;
            }
        }
    }

    private static async Task Spelling(IetfCase t)
    {
        var plain = await t.NewAsync(t.Chunk(5));
        t.Checks.Control("An append", await t.AppendAsync(plain, 0, completes: false, plain.Content));
        foreach (var value in new[] { "00", "-0", "0;x=1", "0; x", "  0  " })
        {
            var upload = await t.NewAsync(t.Chunk(5));
            t.Success($"an append with Upload-Offset '{value}'",
                await t.SendAsync(t.Append(upload, value, completes: false, upload.Content), upload.Url), "IETF-007");
        }
    }

    private static async Task WhileSending(IetfCase t)
    {
        var upload = await t.NewAsync(200_000);
        var refused = await t.SendAsync(
            t.Append(upload, 1, completes: false, upload.Content).Paced(20_000, TimeSpan.FromMilliseconds(20)), upload.Url);
        t.Status("the append", refused, [409], "IETF-107");
    }
}
