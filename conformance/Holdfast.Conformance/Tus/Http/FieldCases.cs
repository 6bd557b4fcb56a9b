using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Tus.Http;

/// <summary>RFC 9112, 5: field lines that are malformed, on the fields that steer an upload.</summary>
internal static class FieldCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/wire/field/folded",
            Title = "A folded Upload-Offset is not read as its first line",
            Does = "Sends a PATCH whose Upload-Offset is folded: 0 on its line, 5 on the next, which begins with a space.",
            Must = "A refusal or a closed connection, and no byte stored: unfolded, the value is '0 5', which is not a number.",
            Why = "A server that reads only the first line and a proxy that unfolds disagree on the offset.",
            Judges = ["A-13"],
            Needs = ["creation"],
            Run = TusCases.Run(Folded),
        },
        new()
        {
            Id = "tus/wire/field/blank-before-colon",
            Title = "A field name with a space before its colon is refused",
            Does = "Sends a PATCH whose only Upload-Offset line has a space before the colon.",
            Must = "400 or a closed connection (RFC 9112, 5.1); no byte is stored.",
            Why = "Recipients that ignore the space and recipients that ignore the line see different requests.",
            Judges = ["A-13"],
            Needs = ["creation"],
            Run = TusCases.Run(BlankBeforeColon),
        },
        new()
        {
            Id = "tus/wire/field/bare-line-ends",
            Title = "A bare CR does not end a line; a bare LF ends it or is refused",
            Does = "Sends a PATCH with a bare CR inside Upload-Offset, and one whose lines all end in a bare LF.",
            Must = "The first is refused. The second is accepted or refused completely.",
            Why = "Fields are smuggled past a proxy with line ends that only some recipients see.",
            Judges = ["A-13"],
            Needs = ["creation"],
            Run = TusCases.Run(BareLineEnds),
        },
        new()
        {
            Id = "tus/wire/field/nul",
            Title = "A NUL in a tus field is refused",
            Does = "Sends a POST with a NUL inside Upload-Metadata, and a PATCH with a NUL inside Upload-Offset.",
            Must = "400 or a closed connection; no upload is created, and no byte is stored.",
            Why = "Some recipients end the value at the NUL, so two recipients see two values.",
            Judges = ["A-13"],
            Needs = ["creation"],
            Run = TusCases.Run(Nul),
        },
        new()
        {
            Id = "tus/wire/field/foreign-digits",
            Title = "Digits of other scripts are not accepted as an offset",
            Does = "Sends PATCHes whose Upload-Offset is a full-width zero, an Arabic-Indic zero and a superscript two.",
            Must = "A refusal or a closed connection, and no byte stored: the field has ASCII digits only.",
            Why = "Some language libraries treat these characters as digits, so two recipients see different numbers.",
            Judges = ["A-13"],
            Needs = ["creation"],
            Run = TusCases.Run(ForeignDigits),
        },
        new()
        {
            Id = "tus/wire/field/host",
            Title = "A request without Host, or with two, is refused",
            Does = "Sends a POST in HTTP/1.1 without Host, and one with two different Host lines.",
            Must = "400 or a closed connection (RFC 9112, 3.2), and no upload is created.",
            Why = "The Location of an upload is built from this field.",
            Judges = ["H-04"],
            Needs = ["creation"],
            Run = TusCases.Run(Host),
        },
    ];

    private static Task Folded(TusCase t) => OffsetAsync(t, "a folded Upload-Offset", "0\r\n 5");

    private static async Task BlankBeforeColon(TusCase t)
    {
        var upload = await t.NewUploadAsync(10);
        var bytes =
            TusCase.Text(t.Patch(upload, 0, upload.From(0, 5))).Replace("Upload-Offset:", "Upload-Offset :", StringComparison.Ordinal);
        t.Rejected("an Upload-Offset with a space before its colon", await t.SendRawAsync("PATCH", upload.Url, bytes), "A-13");
        await t.OffsetIsAsync("after it", upload, 0, "A-13");
    }

    private static async Task BareLineEnds(TusCase t)
    {
        await OffsetAsync(t, "an Upload-Offset with a bare CR", "0\rX-Other: y");
        var upload = await t.NewUploadAsync(10);
        var bytes = TusCase.Text(t.Patch(upload, 0, upload.From(0, 5))).Replace("\r\n", "\n", StringComparison.Ordinal);
        await t.TakenOrRejectedAsync("a PATCH with bare LFs", await t.SendRawAsync("PATCH", upload.Url, bytes), upload, 5, "A-13");
    }

    private static async Task Nul(TusCase t)
    {
        var post = await t.SendRawAsync("POST", t.Endpoint, TusCase.Text(t.Post(5, "a YQ==\0")));
        t.Rejected("a POST with NUL in Upload-Metadata", post, "A-13");
        t.Checks.Judge("Location of that POST", "absent", TusCase.Quoted(post["Location"]), post["Location"] is null, "A-13");
        await OffsetAsync(t, "an Upload-Offset with NUL", "0\0");
    }

    private static async Task ForeignDigits(TusCase t)
    {
        // UTF-8 of U+FF10 and U+0660; the byte B2 is a superscript two in ISO 8859-1.
        foreach (var digit in new[] { "\xEF\xBC\x90", "\xD9\xA0", "\xB2" })
        {
            await OffsetAsync(
                t, $"an Upload-Offset of the bytes {Convert.ToHexString(System.Text.Encoding.Latin1.GetBytes(digit))}", digit);
        }
    }

    private static async Task Host(TusCase t)
    {
        var without = await t.SendRawAsync("POST", t.Endpoint, TusCase.Text(t.Post(5).Without("Host")));
        t.Rejected("a POST without Host", without, "H-04");
        var two = await t.SendRawAsync("POST", t.Endpoint, TusCase.Text(t.Post(5).With("Host", "holdfast.invalid")));
        t.Rejected("a POST with two Host lines", two, "H-04");
    }

    private static async Task OffsetAsync(TusCase t, string subject, string offset)
    {
        var upload = await t.NewUploadAsync(10);
        t.Rejected(subject, await t.SendRawAsync("PATCH", upload.Url, TusCase.Text(t.Patch(upload.Url, offset, upload.From(0, 5)))),
            "A-13");
        await t.OffsetIsAsync($"after {subject}", upload, 0, "A-13");
    }
}
