using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Wire.Http2;

namespace Holdfast.Conformance.Ietf.Http2;

/// <summary>RFC 9113, 5.2, and RFC 7541, 4.2: the limits that the client sets, and how the server keeps them.</summary>
internal static class WindowCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "ietf/http2/starved",
            Title = "A stream whose response cannot be sent does not block another",
            Does = "Grants no window for content, sends an append at a wrong offset and HEAD on another stream; then grants the window.",
            Must = "HEAD is answered meanwhile, and the refusal is 409.",
            Why = "All requests of a browser share one connection.",
            Judges = ["IETF-087", "IETF-107"],
            Versions = Interop.All,
            Run = IetfCases.Run(Starved),
        },
        new()
        {
            Id = "ietf/http2/small-table",
            Title = "A client with a smaller header table can decode every response",
            Does = "Reduces SETTINGS_HEADER_TABLE_SIZE to 0 and sends a creation and an offset retrieval.",
            Must = "All header blocks, also the 104's, begin with the required table size update and can be decoded.",
            Why = "A client that enforces the rule closes the connection with all its uploads.",
            Judges = ["IETF-064", "IETF-087", "IETF-206"],
            Versions = Interop.All,
            Run = IetfCases.Run(SmallTable),
        },
    ];

    private static async Task Starved(IetfCase t)
    {
        var upload = await t.NewAsync(t.Chunk(5));
        await using var connection = await t.Context.ConnectHttp2Async(upload.Url, new Http2Grants { InitialWindow = 0 });
        var starved = connection.Open();
        await starved.SendHeadAsync(t.Append(upload, 3, completes: false, upload.Content), ends: false, t.Cancellation);
        await starved.SendBodyAsync(upload.Content, ends: true, t.Cancellation);
        var head = await connection.Open().ExchangeAsync(t.Request("HEAD", upload.Url), t.Patience, t.Cancellation);
        t.Number("HEAD on another stream", head, "Upload-Offset", 0, "IETF-087");
        await connection.GrantAsync(starved.Id, 1 << 20, t.Cancellation);
        t.Status("the append", await starved.ReadAsync(t.Patience, t.Cancellation), [409], "IETF-107");
    }

    private static async Task SmallTable(IetfCase t)
    {
        var upload = await t.NewAsync(t.Chunk(5));
        await using var connection = await t.Context.ConnectHttp2Async(t.Endpoint, new Http2Grants { HeaderTableSize = 0 });
        var created = await connection.Open().ExchangeAsync(t.Create(completes: true, t.Content(5)), t.Patience, t.Cancellation);
        t.Success("the creation", created, "IETF-064", "IETF-206");
        var head = await connection.Open().ExchangeAsync(t.Request("HEAD", upload.Url), t.Patience, t.Cancellation);
        t.Number("the retrieval", head, "Upload-Offset", 0, "IETF-087");
    }
}
