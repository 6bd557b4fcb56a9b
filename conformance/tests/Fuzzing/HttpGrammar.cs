using CsCheck;

namespace Holdfast.Fuzzing;

/// <summary>Requests of HTTP/1.1 as bytes (RFC 9112), well formed for the most part.</summary>
internal static class HttpGrammar
{
    private static readonly Gen<string> Versions = Grammar.Weighted(
        (30, Gen.Const("HTTP/1.1")), (2, Gen.OneOf("HTTP/1.0", "HTTP/2.0", "HTTP/1.2", "http/1.1", "")));

    private static readonly Gen<string> LineEnd = Grammar.Weighted((60, Gen.Const("\r\n")), (1, Gen.OneOf("\n", "\r", "\r\r\n", "\r\n ")));

    private static readonly Gen<string> ChunkSize = Grammar.Word("0", "1", "3", "5", "a", "3;x=y", "ffffffffffffffff", "8000000000000000");

    /// <summary>One to four requests on a connection; one connection in five is damaged.</summary>
    /// <param name="host">What the first Host field says.</param>
    /// <param name="methods">The methods that mean something.</param>
    /// <param name="targets">The paths that mean something.</param>
    /// <param name="fields">Names with the values that mean something.</param>
    /// <param name="bodies">Contents that mean something.</param>
    public static Gen<string> Connection(
        string host, string[] methods, Gen<string> targets, (string Name, string[] Values)[] fields, Gen<string> bodies)
    {
        var field = Grammar.Any([.. fields.Select(known => Gen.Select(Gen.Const(known.Name), Grammar.Word(known.Values), Pair))]);
        var request = Gen.Select(
            Gen.Select(Grammar.Word(methods), targets, Versions, (method, target, version) => $"{method} {target} {version}"),
            field.Array[0, 7],
            Gen.Select(bodies, Gen.Int[0, 9], ChunkSize),
            LineEnd,
            (line, given, content, end) => line + end + Pair("Host", host) + end + string.Concat(given.Select(pair => pair + end))
                + Framed(content.Item1, content.Item2, content.Item3, end));
        var connection = Grammar.Some(request, 1, 4);
        return Grammar.Weighted((4, connection), (1, Grammar.Damaged(connection, [.. methods, "\r\n", "\r\n\r\n", ": ", "HTTP/1.1"])));
    }

    private static string Pair(string name, string value) => $"{name}: {value}";

    private static string Framed(string body, int kind, string chunkSize, string end) => kind switch
    {
        0 => end + body,
        1 => $"Content-Length: {body.Length + 3}{end}{end}{body}",
        2 => $"Transfer-Encoding: chunked{end}{end}{chunkSize}{end}{body}{end}0{end}{end}",
        3 => $"Transfer-Encoding: chunked{end}{end}{body.Length:x}{end}{body}{end}0{end}{end}",
        4 => $"Content-Length: {chunkSize}{end}Transfer-Encoding: chunked{end}{end}{body}",
        _ => $"Content-Length: {body.Length}{end}{end}{body}",
    };
}
