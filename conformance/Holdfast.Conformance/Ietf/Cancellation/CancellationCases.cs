using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf.Cancellation;

/// <summary>The draft, Upload Cancellation.</summary>
internal static class CancellationCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "ietf/cancellation/cancels",
            Title = "DELETE cancels an upload",
            Does = "Cancels a partial upload and sends HEAD.",
            Must = "A 2xx (204 up to version 7) without redirect, then a 4xx (404 up to version 6); a server that does not support "
                + "cancellation answers 405.",
            Why = "A user who cancels wants the bytes removed.",
            Judges = ["IETF-123", "IETF-125", "IETF-212", "IETF-213", "IETF-214", "IETF-218"],
            Versions = Interop.All,
            Run = IetfCases.Run(Cancels),
        },
        new()
        {
            Id = "ietf/cancellation/again",
            Title = "A second cancellation is not a server error",
            Does = "Cancels an upload twice.",
            Must = "404 the second time up to version 6, later a 2xx or 4xx.",
            Why = "Clients that did not receive the response repeat the request.",
            Judges = ["IETF-123", "IETF-212"],
            Versions = Interop.All,
            Run = IetfCases.Run(Again),
        },
        new()
        {
            Id = "ietf/cancellation/extra-fields",
            Title = "Up to version 6 a cancellation with fields of an append is refused",
            Does = "Sends DELETE with Upload-Offset, and with the completeness field.",
            Must = "400 each time, and the upload is still there.",
            Why = "It may be an append with a wrong method; executing it deletes a file.",
            Judges = ["IETF-211"],
            Versions = Interop.Between(3, 6),
            Run = IetfCases.Run(ExtraFields),
        },
        new()
        {
            Id = "ietf/cancellation/ends-transfer",
            Title = "A cancellation ends a running transfer",
            Does = "Stalls an append in its content, cancels on another connection, then sends the rest.",
            Must = "The cancellation is answered while the append still runs, the append ends without success, and the upload does not "
                + "reappear.",
            Why = "A transfer that continues writes to storage that was released.",
            Judges = ["IETF-124", "IETF-127"],
            Versions = Interop.From(7),
            TimeLimit = TimeSpan.FromSeconds(60),
            Run = IetfCases.Run(EndsTransfer),
        },
        new()
        {
            Id = "ietf/cancellation/url-not-reused",
            Title = "The URL of a cancelled upload is not used again",
            Does = "Cancels an upload, creates ten others and sends HEAD at the first URL.",
            Must = "None has the same URL, and HEAD is still refused.",
            Why = "A client with an old URL would write into another user's upload.",
            Judges = ["IETF-003"],
            Versions = Interop.From(8),
            Run = IetfCases.Run(UrlNotReused),
        },
    ];

    private static async Task Cancels(IetfCase t)
    {
        var upload = await t.NewAsync(2 * t.Chunk(5));
        await t.TakenAsync(upload, 0, t.Chunk(5));
        var deleted = await t.DeleteAsync(upload);
        if (deleted.IsClientError)
        {
            t.Status("DELETE of a target without cancellation", deleted, [405], "IETF-214");
            t.Checks.Observe("Cancellation", "Not offered.", "IETF-123");
            return;
        }

        t.Success("DELETE", deleted, "IETF-123");
        t.Status("DELETE", deleted, [204], "IETF-213");
        t.NoRedirect("DELETE", deleted, "IETF-125", "IETF-218");
        var head = await t.HeadAsync(upload);
        t.Status("HEAD after it", head, [404], "IETF-212");
        t.Refused("HEAD after it", head, "IETF-123");
    }

    private static async Task Again(IetfCase t)
    {
        var upload = await CancelledAsync(t);
        var again = await t.DeleteAsync(upload);
        t.Status("DELETE again", again, [404], "IETF-212");
        if (t.Answered("DELETE again", "2xx or 4xx", again, "IETF-123"))
        {
            t.Checks.Judge("Status of DELETE again", "2xx or 4xx", again, again.IsSuccess || again.IsClientError, "IETF-123");
        }
    }

    private static async Task ExtraFields(IetfCase t)
    {
        await CancelledAsync(t);

        // Each on its own upload, which the other one cannot have deleted.
        var (withOffset, withCompleteness) = (await t.NewAsync(5), await t.NewAsync(5));
        var offset = await t.SendAsync(Delete(t, withOffset).With("Upload-Offset", "0"), withOffset.Url);
        var completeness =
            await t.SendAsync(Interop.Completing(Delete(t, withCompleteness), t.Version, completes: true), withCompleteness.Url);
        t.Each("DELETE with fields of an append", "400",
            [("Upload-Offset", offset, offset.Is(400)), (Interop.CompletenessField(t.Version), completeness, completeness.Is(400))],
            "IETF-211");
        if (offset.Is(400))
        {
            t.Success("HEAD after the refusal", await t.HeadAsync(withOffset), "IETF-211");
        }
    }

    private static WireRequest Delete(IetfCase t, Upload upload) => t.Request("DELETE", upload.Url).With("Content-Length", "0");

    private static async Task EndsTransfer(IetfCase t)
    {
        var upload = await t.NewAsync(20_000);
        await using var stalled = await t.Context.ConnectAsync(upload.Url);
        await t.SendPartAsync(stalled, t.Append(upload, 0, completes: true, upload.Content), 10_000);
        await t.LetArriveAsync();
        var deleted = await t.DeleteAsync(upload);
        if (deleted.IsClientError)
        {
            throw IetfCase.Unsupported($"The target does not cancel uploads: DELETE was answered with {deleted.Outcome}.");
        }

        t.Checks.Judge("DELETE during an append", "answered with 2xx", deleted, deleted.IsSuccess, "IETF-124");
        await stalled.SendAsync(upload.From(10_000), "body", t.Cancellation);
        var late = await stalled.ReadAsync("PATCH", t.Patience, t.Cancellation);
        t.Checks.Judge("Outcome of the append", "no success", late, !late.IsSuccess, "IETF-124", "IETF-127");
        var head = await t.HeadAsync(upload);
        t.Refused("HEAD after the rest of the content", head, "IETF-127");
    }

    private static async Task UrlNotReused(IetfCase t)
    {
        var upload = await CancelledAsync(t);
        for (var number = 1; number <= 10; number++)
        {
            var other = await t.NewAsync(0);
            t.Checks.Judge($"Location of creation {number}", "another than the cancelled one's",
                other.Url == upload.Url ? "the same" : "another", other.Url != upload.Url, "IETF-003");
        }

        t.Refused("HEAD of the cancelled upload", await t.HeadAsync(upload), "IETF-003");
    }

    private static async Task<Upload> CancelledAsync(IetfCase t)
    {
        var upload = await t.NewAsync(2 * t.Chunk(5));
        var deleted = await t.DeleteAsync(upload);
        return deleted.IsSuccess
            ? upload : throw IetfCase.Unsupported($"The target does not cancel uploads: DELETE was answered with {deleted.Outcome}.");
    }
}
