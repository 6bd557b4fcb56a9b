using System.Text;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Http;

/// <summary>RFC 9112, 9: several requests on one connection, and where one ends and the next begins.</summary>
internal static class ConnectionCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/wire/connection/pipelined",
            Title = "Pipelined requests are answered in order",
            Does = "Sends HEAD, a PATCH of two bytes and HEAD on one connection without waiting.",
            Must = "The responses come in order: offset 0, 204 with 2, offset 2. The server may close the connection after any of them.",
            Why = "Proxies share connections; with a wrong order, a client receives the response to another client.",
            Judges = ["H-07"],
            Needs = ["creation"],
            Run = TusCases.Run(Pipelined),
        },
        new()
        {
            Id = "tus/wire/connection/request-inside-body",
            Title = "Text that looks like a request inside a body is content",
            Does = "Sends Content-Length: 400 and fewer bytes, which look like a DELETE of another upload, and ends the connection.",
            Must = "At most one response; the other upload still exists; the offset is at most the number of bytes sent.",
            Why = "This would be request smuggling: the body of one client becomes the request of another.",
            Judges = ["A-29"],
            Needs = ["creation"],
            Run = TusCases.Run(RequestInsideBody),
        },
        new()
        {
            Id = "tus/wire/connection/octets-after-body",
            Title = "Bytes after the body do not belong to it",
            Does = "Sends a PATCH of five bytes followed by twenty bytes that are not a request.",
            Must = "204 with offset 5, or a refusal; the other bytes get a refusal or a closed connection. The offset never exceeds 5.",
            Why = "A server that reads all available bytes stores bytes that do not belong to the file.",
            Judges = ["A-29", "TUS-038"],
            Needs = ["creation"],
            Run = TusCases.Run(BytesAfterBody),
        },
        new()
        {
            Id = "tus/wire/connection/after-refused-body",
            Title = "The body of a refused PATCH is not read as the next request",
            Does = "Sends a complete PATCH at a wrong offset whose body looks like a request, then HEAD on the same connection.",
            Must = "The refusal, then the response to HEAD or a closed connection.",
            Why = "A server that refuses without reading the body, and keeps the connection, executes the body as a request.",
            Judges = ["A-33", "RFC-02"],
            Needs = ["creation"],
            Run = TusCases.Run(AfterRefusedBody),
        },
        new()
        {
            Id = "tus/wire/connection/close",
            Title = "Connection: close is respected",
            Does = "Sends HEAD with Connection: close, then another HEAD on the same connection.",
            Must = "Only the first gets a response: the server closes the connection (RFC 9112, 9.6).",
            Why = "A client that reads until the end would wait forever.",
            Judges = ["H-07"],
            Needs = ["creation"],
            Run = TusCases.Run(Close),
        },
    ];

    private static async Task Pipelined(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        WireRequest[] requests = [t.Request("HEAD", upload.Url), t.Patch(upload, 0, upload.From(0, 2)), t.Request("HEAD", upload.Url)];
        string[] offsets = ["0", "2", "2"];
        await using var connection = await t.Context.ConnectAsync(upload.Url);
        await connection.SendAsync(Encoding.Latin1.GetBytes(string.Concat(requests.Select(TusCase.Text))), "head", t.Cancellation);
        for (var number = 0; number < requests.Length; number++)
        {
            var answer = await connection.ReadAsync(requests[number].Method, t.Patience, t.Cancellation);
            if (number > 0 && TusCase.IsGone(answer))
            {
                t.Checks.Observe("Pipelining", $"closed after {number} of {requests.Length} responses", "H-07");
                return;
            }

            t.Field($"response {number + 1} of three, to {requests[number].Method} ({answer.Outcome})", answer, "Upload-Offset",
                offsets[number], "H-07");
            if (answer.Response is null or { Closes: true })
            {
                return;
            }
        }
    }

    private static async Task RequestInsideBody(TusCase t)
    {
        var (upload, other) = (await t.NewUploadAsync(1000), await t.NewUploadAsync(5));
        var inside = TusCase.Text(t.Request("DELETE", other.Url).With("Content-Length", "0"));
        var request = t.Patch(upload, 0, Encoding.Latin1.GetBytes("abc" + inside)).Set("Content-Length", $"{inside.Length + 203}");
        await using (var connection = await t.Context.ConnectAsync(upload.Url))
        {
            await connection.SendAsync(Encoding.Latin1.GetBytes(TusCase.Text(request)), "head", t.Cancellation);
            connection.HalfClose();
            var first = await connection.ReadAsync("PATCH", t.Patience, t.Cancellation);
            t.Checks.Observe("Response to a body that was cut", first.Outcome, "A-29");
            var second = first.Response is null ? null : (await connection.ReadAsync("DELETE", t.Patience, t.Cancellation)).Response;
            t.Checks.Judge(
                "Responses to one request", "at most 1", second is null ? "at most 1" : $"a second one: {second}", second is null, "A-29");
        }

        var kept = await t.SettledOffsetAsync(upload, _ => true);
        t.Checks.Judge("Offset of the upload", $"at most {request.Body.Length}", $"{kept}", kept <= request.Body.Length, "A-29");
        t.Status("HEAD of the other upload", await t.HeadAsync(other.Url), [200, 204], "A-29");
    }

    private static async Task BytesAfterBody(TusCase t)
    {
        var upload = await t.NewUploadAsync(50);
        await using var connection = await t.Context.ConnectAsync(upload.Url);
        await connection.SendAsync(Encoding.Latin1.GetBytes(TusCase.Text(t.Patch(upload, 0, upload.From(0, 5))) + "holdfast holdfast.\r\n"),
            "head", t.Cancellation);
        var answer = await connection.ReadAsync("PATCH", t.Patience, t.Cancellation);
        t.Checks.Observe("PATCH with bytes after its body", answer.Outcome, "A-29");
        if (answer.Status == 204)
        {
            t.Field("PATCH with bytes after its body", answer, "Upload-Offset", 5, "A-29");
            connection.HalfClose();
            t.Rejected("the bytes after it", await connection.ReadAsync("GET", t.Patience, t.Cancellation), "A-29");
        }
        else
        {
            t.Rejected("PATCH with bytes after its body", answer, "A-29");
        }

        var offset = await t.SettledOffsetAsync(upload, _ => true);
        t.Checks.Judge("Offset afterwards", "5, or less after a refusal", $"{offset}", answer.Status == 204 ? offset == 5 : offset <= 5,
            "A-29", "TUS-038");
    }

    private static async Task AfterRefusedBody(TusCase t)
    {
        var (upload, other) = (await t.NewUploadAsync(1000), await t.NewUploadAsync(5));
        var inside = Encoding.Latin1.GetBytes(TusCase.Text(t.Request("DELETE", other.Url).With("Content-Length", "0")));
        await using var connection = await t.Context.ConnectAsync(upload.Url);
        var refused = await t.SendAsync(t.Patch(upload, 7, inside), connection);
        t.Status("PATCH at a wrong offset", refused, [409], "A-33");
        if (refused.Response is { Closes: false })
        {
            var next = await t.SendAsync(t.Request("HEAD", upload.Url), connection);
            var told = TusCase.IsGone(next) ? "a closed connection" : $"{next.Outcome}, offset {TusCase.Quoted(next["Upload-Offset"])}";
            t.Checks.Judge("Next answer on the connection", "the upload's offset '0', or a closed connection", told,
                TusCase.IsGone(next) || next["Upload-Offset"] == "0", "A-33");
        }

        t.Status("HEAD of the upload that the body would delete", await t.HeadAsync(other.Url), [200, 204], "RFC-02");
    }

    private static async Task Close(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        await using var connection = await t.Context.ConnectAsync(upload.Url);
        t.Field("HEAD with Connection: close", await t.SendAsync(t.Request("HEAD", upload.Url).With("Connection", "close"), connection),
            "Upload-Offset", 0, "H-07");
        var next = await t.SendAsync(t.Request("HEAD", upload.Url), connection);
        t.Checks.Judge("The request after it", "a closed connection", next, TusCase.IsGone(next), "H-07");
    }
}
