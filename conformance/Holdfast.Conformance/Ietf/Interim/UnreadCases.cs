using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;

namespace Holdfast.Conformance.Ietf.Interim;

/// <summary>The draft, status code 104: a client that sends and does not read.</summary>
internal static class UnreadCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "ietf/interim/unread",
            Title = "Unread interim responses do not block the content",
            Does = "Sends four megabytes and reads no response before the last byte is sent.",
            Must = "All bytes are accepted. Number and size of the interim responses are recorded.",
            Why = "Many clients read the response after they have sent everything; a server that waits until its 104 is read waits "
                + "forever.",
            Judges = ["IETF-104", "IETF-118"],
            Versions = Interop.All,
            TimeLimit = TimeSpan.FromSeconds(60),
            Run = IetfCases.Run(Unread),
        },
    ];

    private static async Task Unread(IetfCase t)
    {
        // More than the buffers on the way hold when each few kilobytes are answered with a 104 of some hundred bytes.
        const int Most = 4 << 20;
        var bytes = (int)Math.Min(Math.Min(await t.LimitAsync("max-size") ?? Most, await t.LimitAsync("max-append-size") ?? Most), Most);
        var letters = t.Content(1024);
        var content = new byte[bytes];
        for (var at = 0; at < bytes; at += letters.Length)
        {
            letters.AsSpan(0, Math.Min(letters.Length, bytes - at)).CopyTo(content.AsSpan(at));
        }

        var upload = await t.NewAsync(0) with { Content = content };
        await using var connection = await t.Context.ConnectAsync(upload.Url);
        var isSent = await t.SendUnreadAsync(connection, t.Append(upload, 0, completes: true, content));
        var answer = await connection.ReadAsync("PATCH", t.Patience, t.Cancellation);
        var interims = IetfCase.Interims(answer);
        var size = interims.Sum(interim => interim.Fields.Sum(field => field.Name.Length + field.Value.Length + 4));
        t.Checks.Observe("Interim responses to the append", $"{interims.Count}, about {size} bytes of fields", "IETF-118");
        t.Checks.Judge("Content while the client reads nothing", $"all {bytes} bytes accepted", answer,
            isSent ? answer.Outcome : "not accepted in time", isSent && answer.IsSuccess, "IETF-104");
    }
}
