using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Http;

/// <summary>
/// Refusals while the client still sends. Each case judges the response and then the connection, which must end or serve the next request.
/// </summary>
internal static class EarlyAnswerCases
{
    /// <summary>More than a server reads away for free, and little enough to be sent when it does.</summary>
    private const int Body = 192 * 1024;

    /// <summary>The bytes that are sent before the response is awaited.</summary>
    private const int First = 4 * 1024;

    public static IReadOnlyList<Case> All { get; } =
    [
        Early("conflict", 409, "A PATCH at a wrong offset", "sends a PATCH at offset 7 of an upload at 0",
            (t, upload) => t.Patch(upload, 7, t.Content(Body)), Body * 2),
        Early("too-long", 413, "A PATCH that is too long", "sends a PATCH of 192 KiB to an upload of ten bytes",
            (t, upload) => t.Patch(upload, 0, t.Content(Body)), 10),
        Early("media-type", 415, "A PATCH of another media type", "sends a PATCH as text/plain",
            (t, upload) => t.Patch(upload, 0, t.Content(Body)).Set("Content-Type", "text/plain"), Body),
        Early("version", 412, "A PATCH of another version", "sends a PATCH with Tus-Resumable 99.0.0",
            (t, upload) => t.Patch(upload, 0, t.Content(Body)).Set("Tus-Resumable", "99.0.0"), Body, "A-03"),
        Early("unknown-upload", 404, "A PATCH to an unknown upload", "sends a PATCH to a URL that was never created",
            (t, upload) => t.Patch(TusCase.Unknown(upload), "0", t.Content(Body)), Body),
    ];

    private static Case Early(string name, int status, string what, string does, Func<TusCase, Upload, WireRequest> request, int length,
        params string[] also) => new()
    {
        Id = $"tus/wire/early/{name}",
        Title = $"{what} is reported early, and the connection is usable or closed",
        Does = $"Sends a Content-Length of 192 KiB, {does}, and pauses after 4 KiB of the body until a response comes or a second has "
            + "passed.",
        Must = $"A 4xx ({status} is the correct one). A connection that is kept serves the next request; one with Connection: close is "
            + "closed. The time of the response is recorded.",
        Why = "If a reset destroys the refusal, the client sends the same request forever; if the state of the connection is unclear, the "
            + "next request fails.",
        Judges = ["A-33", .. also],
        Needs = ["creation"],
        Run = TusCases.Run(t => RunAsync(t, status, request, length, also)),
    };

    private static async Task RunAsync(TusCase t, int status, Func<TusCase, Upload, WireRequest> request, int length, string[] also)
    {
        var upload = await t.NewUploadAsync(length);
        var refused = request(t, upload);
        await using var connection = await t.Context.ConnectAsync(upload.Url);
        var (answer, isEarly) = await t.SendHeldBackAsync(connection, refused, First);
        if (answer.Response is null)
        {
            t.Checks.Judge("Response to the refused request", $"{status}", answer, holds: false, "A-33");
            return;
        }

        t.Checks.Observe("Time of the response", isEarly ? "before the end of the body" : "after the whole body", "A-33");
        t.Checks.Observe("Status, where the specification's is " + status, answer.Outcome, "A-33");
        t.Refused("the refused request", answer, ["A-33", .. also]);
        await JudgeConnectionAsync(t, connection, answer.Response, isEarly ? refused.Body[First..] : default, upload);
        await t.OffsetIsAsync("on a new connection", upload, 0, "A-33");
    }

    private static async Task JudgeConnectionAsync(
        TusCase t, WireConnection connection, WireResponse answer, ReadOnlyMemory<byte> rest, Upload upload)
    {
        if (answer.Closes)
        {
            // A server that reads the whole body waits for its end.
            connection.HalfClose();
            var end = await connection.WaitForEndAsync(t.Patience, t.Cancellation);
            t.Checks.Judge("Connection after a response with Connection: close", "closed", $"{end}", end != WireEnd.Open, "A-33");
            return;
        }

        await connection.SendAsync(rest, "body", t.Cancellation);
        var next = await t.SendAsync(t.Request("HEAD", upload.Url), connection);
        if (TusCase.IsGone(next))
        {
            t.Checks.Observe("Connection after the refusal", "closed without Connection: close", "A-33");
            return;
        }

        t.Checks.Judge("The next request on the same connection", "its own response, with Upload-Offset '0'", next,
            $"{next.Outcome}, Upload-Offset {TusCase.Quoted(next["Upload-Offset"])}", next["Upload-Offset"] == "0", "A-33");
    }
}
