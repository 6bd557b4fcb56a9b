using Holdfast.Chaos;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Links;
using Holdfast.Conformance.Steps;

namespace Holdfast.Conformance.Ietf.Resilience;

/// <summary>
/// The draft, status code 104: intermediaries that drop, delay or merge interim responses, and the state of the upload afterwards.
/// </summary>
internal static class InterimFaultCases
{
    private const int Bytes = 4000;

    /// <summary>As for the shared scenarios: the first, the newest, and the two versions with several revisions.</summary>
    private static readonly IReadOnlyList<int> Representative = [3, 6, 8, 10];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "ietf/resilience/interim/stripped",
            Title = "A creation succeeds although a proxy removes its interim responses",
            Does = "Sends a creation with the first part of the content through a proxy that removes every 104, and continues with the "
                + "URL of the final response.",
            Must = "The final response has the upload's URL; the offset counts the content; the finished file is correct.",
            Why = "Most proxies remove 1xx responses that they do not know.",
            Judges = ["IETF-065", "IETF-203", "IETF-010", "IETF-104"],
            Versions = Representative,
            Rank = 2,
            Run = IetfCases.Run(Stripped),
        },
        Lost("stripped-and-cut", "removed before the connection breaks", "removes every 104 and cuts the connection half way",
            HttpTrigger.BeforeRequest("POST"), HttpAction.StripInterim()),
        Lost("mangled", "mangled", "inverts the first byte of the 104 and closes the connection", HttpTrigger.BeforeResponse(104),
            HttpAction.Corrupt()),
        Lost("swallowed", "lost with its connection", "closes the connection instead of the 104", HttpTrigger.BeforeResponse(104),
            HttpAction.Close()),
        new()
        {
            Id = "ietf/resilience/interim/taken-for-final",
            Title = "An upload can be resumed after a proxy took its 104 for the final response",
            Does = "Sends a part of a creation through a proxy that passes the 104 on and then ends the connection, sends HEAD to the "
                + "announced URL and finishes.",
            Must = "HEAD reports an offset of at most the bytes sent, and the finished file is correct.",
            Why = "An old proxy takes a 1xx for the final response, and does not expect another.",
            Judges = ["IETF-087", "IETF-010", "IETF-104"],
            Versions = Representative,
            Rank = 3,
            Run = IetfCases.Run(TakenForFinal),
        },
        new()
        {
            Id = "ietf/resilience/interim/unread",
            Title = "An append continues although its client reads no interim responses",
            Does = "Sends an append slowly over a link that holds all responses until everything is sent; then removes the fault and "
                + "reads.",
            Must = "The append is accepted, and the offset counts all of it.",
            Why = "A server that waits until its progress is read blocks the upload that it reports on.",
            Judges = ["IETF-104", "IETF-010"],
            Versions = Representative,
            Rank = 3,
            Run = IetfCases.Run(Unread),
        },
    ];

    private static Case Lost(string name, string words, string does, HttpTrigger trigger, HttpAction action) => new()
    {
        Id = $"ietf/resilience/interim/{name}",
        Title = $"A creation whose 104 is {words} does not affect the next one",
        Does = $"Sends half of a creation through a proxy that {does}; then creates again and uploads to that.",
        Must = "The second creation gives a new upload at offset 0, and the finished upload is correct.",
        Why = "The client never learns the first URL. A server that takes the second creation for the first one mixes two files.",
        Judges = ["IETF-128", "IETF-104"],
        Versions = Representative,
        Rank = 3,
        Run = IetfCases.Run(t => LostAsync(t, trigger, action)),
    };

    private static async Task Stripped(IetfCase t)
    {
        var first = t.Chunk(Bytes);
        var content = t.Content(first + Bytes);
        var link = await NewLinkAsync(t, HttpTrigger.BeforeRequest("POST"), HttpAction.StripInterim());
        await using var connection = await t.Context.ConnectAsync(t.Endpoint, link);
        var created = await connection.ExchangeAsync(t.Create(completes: false, content.AsMemory(0, first)), t.Patience, t.Cancellation);
        if (!t.HasLocation("the creation", created) || t.Location(created.Response!.Fields) is not { } url)
        {
            return;
        }

        var upload = new Upload(t.Remember(url), content);
        await t.OffsetIsAsync("after the creation", upload, first, "IETF-010");
        await t.FinishAsync(upload, "IETF-104");
    }

    private static async Task LostAsync(IetfCase t, HttpTrigger trigger, HttpAction action)
    {
        var link = await NewLinkAsync(t, trigger, action);
        var create = t.Create(completes: true, t.Content(Bytes));
        await using (var connection = await t.Context.ConnectAsync(t.Endpoint, link))
        {
            await t.SendPartAsync(connection, create, Bytes / 2);
            var seen = await connection.ReadInterimAsync(IetfCase.Moment, t.Cancellation);
            t.Checks.Observe("The 104", seen is null ? "no valid response" : $"{seen}", "IETF-128");
        }

        t.LeaveUnnamed();
        var upload = await t.NewAsync(Bytes);
        await t.OffsetIsAsync("of the second upload", upload, 0, "IETF-128");
        await t.FinishAsync(upload, "IETF-104");
    }

    private static async Task TakenForFinal(IetfCase t)
    {
        var link = await NewLinkAsync(t, HttpTrigger.BeforeRequest("POST"), HttpAction.FinalizeInterim());
        await using var connection = await t.Context.ConnectAsync(t.Endpoint, link);
        var upload = await t.AnnouncedAsync(connection, t.Create(completes: true, t.Content(Bytes)), Bytes / 2);
        t.Checks.Observe("The connection after the 104", $"{await connection.WaitForEndAsync(t.Patience, t.Cancellation)}", "IETF-087");
        var offset = await t.OffsetAsync(upload);
        t.Checks.Judge("Offset after it", $"from 0 to {Bytes / 2}", $"{offset}", offset is >= 0 and <= Bytes / 2, "IETF-010");
        await t.FinishAsync(upload, "IETF-104");
    }

    private static async Task Unread(IetfCase t)
    {
        // A little at a time, so that there is progress to report: in version 8 and later a server should.
        const int Pieces = 20;
        var bytes = t.Chunk(40_000);
        var upload = await t.NewAsync(bytes + 10);
        var link = await t.Context.NewLinkAsync(upload.Url);
        var unread = Toxic.Bandwidth(0) with { Name = "unread" };
        await using var connection = await t.Context.ConnectAsync(upload.Url, link);
        await link.AddAsync(unread, t.Cancellation);
        var append = t.Append(upload, 0, completes: false, upload.From(0, bytes)).Paced(bytes / Pieces, TimeSpan.FromMilliseconds(30));
        await connection.SendHeadAsync(append, t.Cancellation);
        await connection.SendBodyAsync(append, t.Cancellation);

        // A question that overtakes the last piece may end the append, as another request for the upload does.
        await t.LetArriveAsync();
        var offset = await t.SettledOffsetAsync(upload, bytes);
        await link.RemoveAsync(unread.Name, t.Cancellation);
        t.Success("the append whose responses were not read", await connection.ReadAsync("PATCH", t.Patience, t.Cancellation), "IETF-104");
        t.Checks.Judge("Offset after it", $"{bytes}", $"{offset}", offset == bytes, "IETF-010");
    }

    private static Task<ILink> NewLinkAsync(IetfCase t, HttpTrigger trigger, HttpAction action) =>
        t.NewIntermediaryAsync(t.Endpoint, Toxic.Http(trigger, action));
}
