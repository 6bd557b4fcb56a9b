using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;

namespace Holdfast.Conformance.Ietf.Append;

/// <summary>The draft, Upload Append: content beyond the length, by little and by very much.</summary>
internal static class OvershootCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "ietf/append/overshoot-by-one",
            Title = "One byte beyond the length is refused",
            Does = "Creates with a length and appends one byte too many, with Content-Length and in chunks.",
            Must = "A 4xx; from version 8 on the upload resource refuses all further requests, before that no byte beyond the length is "
                + "kept.",
            Why = "Off-by-one errors are common in comparisons.",
            Judges = ["IETF-116", "IETF-117"],
            Versions = Interop.From(7),
            Run = IetfCases.Run(ByOne),
        },
        new()
        {
            Id = "ietf/append/overshoot-announced",
            Title = "An append with a Content-Length far beyond the length is refused at once",
            Does = "Creates with a length and sends the header section of an append of a terabyte.",
            Must = "A 4xx, if a response comes; a server that waits for the content is recorded.",
            Why = "The header section already shows that the append cannot succeed.",
            Judges = ["IETF-116"],
            Versions = Interop.From(7),
            Run = IetfCases.Run(Announced),
        },
    ];

    private static async Task ByOne(IetfCase t)
    {
        foreach (var isChunked in new[] { false, true })
        {
            var length = t.Chunk(5);
            var upload = await t.NewAsync(t.Chunk(length + 1), create => create.With("Upload-Length", $"{length}"));
            var append = t.Append(upload, 0, completes: false, upload.Content);
            var refused = await t.SendAsync(isChunked ? append.WithChunkedBody(upload.Content) : append, upload.Url);
            t.Refused(isChunked ? "the append in chunks" : "the append", refused, isChunked ? ["IETF-116", "IETF-117"] : ["IETF-116"]);
            await t.OvershotAsync(upload, length);
        }
    }

    private static async Task Announced(IetfCase t)
    {
        const string Terabyte = "1099511627776";
        var upload = await t.NewAsync(10, create => create.With("Upload-Length", "10"));
        await using var connection = await t.Context.ConnectAsync(upload.Url);
        await connection.SendHeadAsync(t.Append(upload, 0, completes: false, default).Set("Content-Length", Terabyte), t.Cancellation);
        var answer = await connection.ReadAsync("PATCH", IetfCase.Moment, t.Cancellation);
        if (answer.Response is null)
        {
            t.Checks.Observe("An append of a terabyte to an upload of ten bytes",
                $"Not refused after its header section: {answer.Outcome}.", "IETF-116");
            return;
        }

        t.Refused("the append", answer, "IETF-116");
    }
}
