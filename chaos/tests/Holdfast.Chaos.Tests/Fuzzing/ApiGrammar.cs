using CsCheck;
using Holdfast.Fuzzing;

namespace Holdfast.Chaos.Tests.Fuzzing;

/// <summary>Requests to Toxiproxy's API.</summary>
internal static class ApiGrammar
{
    private static readonly string[] Methods = ["GET", "POST", "PATCH", "DELETE", "PUT", "HEAD", "OPTIONS"];

    private static readonly (string, string[])[] Fields =
    [
        ("Content-Type", ["application/json", "text/plain", "application/json; charset=utf-16"]),
        ("User-Agent", ["toxiproxy-cli/v2.12.0", "Mozilla/5.0 (X11)"]),
        ("Origin", ["http://localhost:8474", "null"]),
        ("Accept", ["application/json", "text/html"]),
        ("Expect", ["100-continue"]),
        ("Authorization", ["Bearer kelp", "Basic YTpi"]),
        ("Host", ["localhost:8474", "evil.test"]),
        ("Connection", ["close", "keep-alive"]),
    ];

    private static readonly Gen<string> Name = Grammar.Word("a", "b", "c", "a%2fb", "latency_downstream");

    // An address is valid or clearly invalid, because a damaged one could be a name that is looked up in the network.
    private static readonly Gen<string> Listen =
        Gen.OneOf("127.0.0.1:0", "[::1]:0", "127.0.0.1:99999", "127.0.0.1", "127.0.0.1:-1", ":x", "");

    private static readonly Gen<string> Upstream = Gen.OneOf("127.0.0.1:1", "[::1]:1", "127.0.0.1", "", ":", "127.0.0.1:x");

    private static readonly Gen<string> Value = Grammar.Weighted(
        (6, Gen.OneOf("0", "1", "-1", "1.5", "100", "true", "false", "null", "\"upstream\"", "\"downstream\"", "{}", "[]", "\"\"")),
        (2, Gen.OneOf("1e999", "9223372036854775808", "-0", "\"\\ud800\"", "\"\\u0000\"", "[[[[]]]]", "{\"a\":{}}",
            "01", "'a'", "\"\u00ff\"", "nul")),
        (1, Gen.Const(new string('[', 100))));

    private static readonly Gen<string> Type = Gen.OneOf(
        "latency", "bandwidth", "slow_close", "timeout", "slicer", "limit_data",
        "reset_peer", "packet_loss", "limit_time", "slow_open", "noop", "");

    private static readonly Gen<string> Attribute = Gen.Select(
        Gen.OneOf("latency", "jitter", "rate", "delay", "timeout", "average_size", "size_variation", "bytes",
            "percentage", "Latency", ""), Value, (name, value) => $"\"{name}\":{value}");

    private static readonly Gen<string> Toxic = Gen.Select(
        Type, Attribute.Array[0, 3], Grammar.Some(Member("name", "stream", "toxicity", "type", "enabled"), 0, 3),
        (type, attributes, members) => $$$"""{{{{members}}}"type":"{{{type}}}","attributes":{{{{string.Join(',', attributes)}}}}}""");

    private static readonly Gen<string> Proxy = Gen.Select(
        Gen.OneOf("a", "b", "c", "\\ud800", "\\u0000", ""), Listen, Upstream,
        Grammar.Some(Member("enabled", "listen_tls", "toxics", "name"), 0, 2),
        (name, listen, upstream, members) =>
            $$$"""{{{{members}}}"name":"{{{name}}}","listen":"{{{listen}}}","upstream":"{{{upstream}}}"}""");

    private static readonly Gen<string> Bodies = Grammar.Weighted(
        (4, Proxy),
        (4, Toxic),
        (2, Proxy.Array[0, 3].Select(proxies => $"[{string.Join(',', proxies)}]")),
        (2, Grammar.Damaged(Toxic, "\"", "{", "}", "[", ",", ":", "null", "\\ud800")),
        (1, Gen.OneOf("", "null", "[]", "{}", "1", "\"a\"", "\u00ef\u00bb\u00bf{}")),
        (1, Value));

    private static readonly Gen<string> Targets = Grammar.Weighted(
        (2, Gen.OneOf("/proxies", "/populate", "/reset", "/version", "/metrics")),
        (2, Name.Select(name => $"/proxies/{name}")),
        (2, Gen.Select(Name, Gen.OneOf("toxics", "log", "x"), (name, part) => $"/proxies/{name}/{part}")),
        (2, Gen.Select(Name, Name, (name, toxic) => $"/proxies/{name}/toxics/{toxic}")),
        (1, Grammar.Word("/", "//proxies", "/proxies/../reset", "*", "http://localhost/proxies", "/proxies?x=%zz").Select(path => path)));

    /// <summary>A connection to the API.</summary>
    public static Gen<string> Connection { get; } = HttpGrammar.Connection("localhost", Methods, Targets, Fields, Bodies);

    private static Gen<string> Member(params string[] names) =>
        Gen.Select(Gen.OneOf(names), Value, (name, value) => $"\"{name}\":{value},");
}
