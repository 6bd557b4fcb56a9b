using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf.Framing;

/// <summary>RFC 9110, 5.5, RFC 9112, 5.2 and 6: malformed fields, and their interpretations that are not allowed.</summary>
internal static class FieldCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "ietf/framing/odd-lengths",
            Title = "Content of unclear length is refused, or read correctly",
            Does = "Appends with Content-Length +5 and 0x5, with a Transfer-Encoding that does not end with chunked, and with an unknown "
                + "one.",
            Must = "A refusal or a closed connection, and the offset does not change; or accepted, and the offset is the length of the "
                + "content.",
            Why = "Recipients that disagree about the end of a request see different requests.",
            Judges = ["IETF-144"],
            Versions = Interop.All,
            Run = IetfCases.Run(OddLengths),
        },
        new()
        {
            Id = "ietf/framing/hostile-values",
            Title = "A hostile Upload-Offset is refused without a server error",
            Does = "Appends at 0 with a NUL, with bytes beyond ASCII, with a digit of another script, folded over two lines and with a "
                + "parameter of 100 kB.",
            Must = "No server error; an invalid integer appends no byte. The folded line and the long parameter may be accepted or "
                + "refused.",
            Why = "Field parsers are the first code that processes an attacker's input.",
            Judges = ["IETF-008"],
            Versions = Interop.From(8),
            Run = IetfCases.Run(HostileValues),
        },
        new()
        {
            Id = "ietf/framing/coding-repeated",
            Title = "A content coding that is repeated on an append does not decode the content",
            Does = "Creates with Content-Encoding: gzip, and appends coded bytes with that field.",
            Must = "The offset counts the encoded bytes; a refusal is allowed.",
            Why = "The bytes of one append are not a complete gzip file.",
            Judges = ["IETF-141"],
            Versions = Interop.All,
            Run = IetfCases.Run(CodingRepeated),
        },
    ];

    private static async Task OddLengths(IetfCase t)
    {
        var content = t.Content(t.Chunk(5));
        await JudgeLengthAsync(
            t, $"Content-Length +{content.Length}", append => append.WithBody(content).Set("Content-Length", $"+{content.Length}"));
        await JudgeLengthAsync(
            t, $"Content-Length 0x{content.Length:x}", append => append.WithBody(content).Set("Content-Length", $"0x{content.Length:x}"));
        await JudgeLengthAsync(t, "Transfer-Encoding chunked, identity",
            append => append.WithChunkedBody(content).Set("Transfer-Encoding", "chunked, identity"));
        await JudgeLengthAsync(
            t, "Transfer-Encoding xchunked", append => append.WithChunkedBody(content).Set("Transfer-Encoding", "xchunked"));
    }

    // A reader that takes a sign for decoration reads the same length; one that reads another, or takes the framing for content, does harm.
    private static async Task JudgeLengthAsync(IetfCase t, string subject, Func<WireRequest, WireRequest> spoil)
    {
        var upload = await t.NewAsync(t.Chunk(5));
        var request = spoil(t.Append(upload, 0, completes: false, default));
        var answer = await t.SendRawAsync("PATCH", upload.Url, IetfCase.Text(request));
        var offset = await t.OffsetAsync(upload);
        t.Checks.Judge(
            $"Append with {subject}", $"refused and offset 0, or accepted and offset {upload.Length}", answer,
            $"{answer.Outcome} and offset {offset}",
            offset == (answer.IsSuccess ? upload.Length : 0), "IETF-144");
    }

    private static async Task HostileValues(IetfCase t)
    {
        foreach (var (subject, value, isVoid) in new[]
        {
            ("a NUL after it", "0\0", true),
            ("a non-ASCII byte after it", "0\u00a0", true),
            ("the digit zero of another script", "\u00d9\u00a0", true),
            ("a folded line", "0\r\n ;x", false),
            ("a parameter of 100 kB", $"0;x=\"{new string('a', 100_000)}\"", false),
        })
        {
            var upload = await t.NewAsync(t.Chunk(5));
            var text =
                IetfCase.Text(t.Append(upload, "@@", completes: false, upload.Content)).Replace("@@", value, StringComparison.Ordinal);
            var answer = await t.SendRawAsync("PATCH", upload.Url, text);
            t.Checks.Judge($"Append at 0 with {subject}", isVoid ? "a refusal, or a closed connection" : "no server error", answer,
                isVoid ? answer.Status is null or (>= 400 and < 500) : answer.Status is null or < 500, "IETF-008");
            if (!isVoid || !answer.IsSuccess)
            {
                await t.OffsetIsAsync($"after {subject}", upload, answer.IsSuccess ? upload.Length : 0, "IETF-008");
            }
        }
    }

    private static async Task CodingRepeated(IetfCase t)
    {
        var upload = await t.NewAsync(2 * t.Chunk(20), create => create.With("Content-Encoding", "gzip"));
        var half = t.Chunk(20);
        var answer =
            await t.SendAsync(t.Append(upload, 0, completes: false, upload.From(0, half)).With("Content-Encoding", "gzip"), upload.Url);
        t.Checks.Observe("Append with Content-Encoding", answer.Outcome, "IETF-141");
        if (t.Answered("the append", "an answer", answer, "IETF-141"))
        {
            await t.OffsetIsAsync("after it", upload, answer.IsSuccess ? half : 0, "IETF-141");
        }
    }
}
