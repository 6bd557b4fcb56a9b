using Holdfast.Chaos;

namespace Holdfast.Conformance.Resilience.Stores;

/// <summary>A fault of the network between the server and its store.</summary>
/// <param name="Name">Its segment in the ids of cases.</param>
/// <param name="Title">What happens, for titles: <c>connections to the store are cut</c>.</param>
/// <param name="Words">What happens, exactly.</param>
/// <param name="Toxics">What the fault proxy does; none for a store that refuses connections.</param>
internal sealed record StoreFault(string Name, string Title, string Words, IReadOnlyList<Toxic> Toxics)
{
    /// <summary>The methods of requests that change a store over HTTP.</summary>
    private static readonly string[] Writing = ["PUT", "POST", "DELETE"];

    /// <summary>Less than what an append of a scenario sends, so that no attempt to store it can succeed.</summary>
    private const int FewBytes = 20_000;

    /// <summary>A tenth of a second for each round trip, at half a megabyte per second.</summary>
    public static StoreFault Slow { get; } = new(
        "slow", "the network to the store is slow", "the network to the store is slow",
        [
            Toxic.Latency(TimeSpan.FromMilliseconds(50)) with { Stream = ToxicStream.Upstream },
            Toxic.Latency(TimeSpan.FromMilliseconds(50)),
            Toxic.Bandwidth(500) with { Stream = ToxicStream.Upstream },
        ]);

    /// <summary>Connections close in the middle of what the server sends.</summary>
    public static StoreFault Cut { get; } = new(
        "cut", "connections to the store are cut", $"each connection to the store closes after {FewBytes} bytes",
        [Toxic.LimitData(FewBytes) with { Stream = ToxicStream.Upstream }]);

    /// <summary>Connections are reset as soon as the server sends.</summary>
    public static StoreFault Reset { get; } = new(
        "reset", "connections to the store are reset", "each connection to the store is reset",
        [Toxic.ResetPeer() with { Stream = ToxicStream.Upstream }]);

    /// <summary>Nothing arrives, in neither direction, and nothing is closed.</summary>
    public static StoreFault BlackHole { get; } = new(
        "black-hole", "the network to the store is silent", "the network to the store drops everything and closes nothing",
        [Toxic.Timeout() with { Stream = ToxicStream.Upstream }, Toxic.Timeout()]);

    /// <summary>The store is down.</summary>
    public static StoreFault Refused { get; } = new("refused", "the store refuses connections", "the store refuses connections", []);

    /// <summary>The store asks for fewer requests (S3: SlowDown).</summary>
    public static StoreFault Unavailable { get; } = new(
        "unavailable", "the store answers 503", "the store answers every request with 503", [Answer(503)]);

    /// <summary>The store fails.</summary>
    public static StoreFault Error { get; } = new(
        "error", "the store answers 500", "the store answers every request with 500", [Answer(500)]);

    /// <summary>The store does what it is asked, and its first answer to each kind of request is lost.</summary>
    public static StoreFault LostResponse { get; } = new(
        "lost-response", "the store's first responses are lost", "the store's first responses to PUT, POST and DELETE are lost",
        [.. Writing.Select(method => Lost(method, 1))]);

    /// <summary>The store does what it is asked, and none of its answers arrives.</summary>
    public static StoreFault LostResponses { get; } = new(
        "lost-responses", "the store's responses are lost", "the store's responses to PUT, POST and DELETE are lost",
        [.. Writing.Select(method => Lost(method, 0))]);

    private static HttpToxic Answer(int status) =>
        Toxic.Http(HttpTrigger.BeforeRequest() with { Nth = 0 }, HttpAction.InjectStatus(status));

    private static HttpToxic Lost(string method, int nth) =>
        Toxic.Http(HttpTrigger.AfterRequest(method) with { Nth = nth }, HttpAction.LoseResponse()) with
        {
            Name = $"lost-{method.ToLowerInvariant()}",
        };
}
