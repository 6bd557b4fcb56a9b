using System.Globalization;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;

namespace Holdfast.Conformance.Ietf.Append;

/// <summary>The draft, header fields: numbers around the limits of the types that servers keep them in.</summary>
internal static class NumberCases
{
    // 2^31, 2^32 and the largest power of two that a structured field's fifteen digits can say.
    private static readonly long[] Powers = [1L << 31, 1L << 32, 1L << 49];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "ietf/append/offset-powers",
            Title = "Offsets near the limits of number types are compared exactly",
            Does = "Appends to a new upload at 2^31, 2^32 and 2^49, and from version 8 on at 10^15, 2^53, 2^63 and 2^64, which are not "
                + "valid integers.",
            Must = "409 with Upload-Offset 0 and the exact number in a problem document; a 4xx for invalid integers. No byte is appended.",
            Why = "2^32 and 2^64 become 0 on overflow, and 2^53 + 1 becomes 2^53 by rounding.",
            Judges = ["IETF-008", "IETF-107", "IETF-109", "IETF-110", "IETF-137"],
            Versions = Interop.All,
            Run = IetfCases.Run(Offsets),
        },
        new()
        {
            Id = "ietf/creation/length-powers",
            Title = "Lengths near the limits of number types are stored exactly",
            Does = "Creates with Upload-Length 2^31, 2^32 and 2^49.",
            Must = "Refused with a 4xx, or returned exactly.",
            Why = "A length that overflows ends a file of four gigabytes after a few bytes.",
            Judges = ["IETF-068"],
            Versions = Interop.From(7),
            Run = IetfCases.Run(Lengths),
        },
    ];

    private static async Task Offsets(IetfCase t)
    {
        var upload = await t.NewAsync(t.Chunk(5));
        foreach (var offset in Powers)
        {
            var refused = await t.AppendAsync(upload, offset, completes: false, upload.Content);
            if (!await t.UnchangedAsync($"an append at {offset}", refused, upload, 0, ["IETF-107"], ["IETF-107"], 409))
            {
                return;
            }

            t.Number($"an append at {offset}", refused, "Upload-Offset", 0, "IETF-109");
            t.MismatchingOffset($"an append at {offset}", refused, 0, offset);
        }

        foreach (var offset in t.Version >= 8 ? ["1000000000000000", "9007199254740992", "9007199254740993", "9223372036854775808",
            "18446744073709551616"] : Array.Empty<string>())
        {
            var answer = await t.SendAsync(t.Append(upload, offset, completes: false, upload.Content), upload.Url);
            if (!await t.UnchangedAsync($"an append at {offset}", answer, upload, 0, ["IETF-107"], ["IETF-008"]))
            {
                return;
            }
        }
    }

    private static async Task Lengths(IetfCase t)
    {
        foreach (var length in Powers)
        {
            var created =
                await t.CreateAsync(t.Create(completes: false).With("Upload-Length", length.ToString(CultureInfo.InvariantCulture)));
            if (!created.IsSuccess || t.Location(created.Response!.Fields) is not { } url)
            {
                t.Refused($"a creation with the length {length}", created, "IETF-068");
                continue;
            }

            var head = await t.HeadAsync(url);
            if (t.Version < 10 || head["Upload-Length"] is not null)
            {
                t.Number($"HEAD after the length {length}", head, "Upload-Length", length, "IETF-068");
            }
        }
    }
}
