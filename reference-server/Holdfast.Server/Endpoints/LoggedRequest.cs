using System.Buffers;
using Holdfast.Server.Tus;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Server.Endpoints;

/// <summary>The request as the log names it, in the client's own values, but without characters that could begin another line.</summary>
/// <param name="Method">The method that counts.</param>
/// <param name="Path">The path without its query, which may hold secrets.</param>
/// <param name="Id">The id that distinguishes it from others: the client's own <c>X-Request-ID</c>, or the host's id.</param>
internal readonly record struct LoggedRequest(string Method, string Path, string Id)
{
    // As much as tusd keeps: a UUID in text.
    private const int MaxIdLength = 36;

    // Control characters, in which a terminal finds commands, too, and Unicode's two line ends. A path may have all of them, encoded.
    private static readonly SearchValues<char> Breaking = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(char.IsControl), '\u2028', '\u2029']);

    public static LoggedRequest Of(HttpContext context)
    {
        var named = context.Request.Headers["X-Request-ID"].ToString();
        var id = named.Length == 0 ? context.TraceIdentifier : named[..Math.Min(named.Length, MaxIdLength)];
        var path = context.Request.PathBase.Add(context.Request.Path).Value ?? "";
        return new(Plain(TusRequest.EffectiveMethod(context.Request)), Plain(path), Plain(id));
    }

    private static string Plain(string value) => !value.AsSpan().ContainsAny(Breaking) ? value : string.Create(
        value.Length, value, static (line, value) => value.AsSpan().ReplaceAny(line, Breaking, '\uFFFD'));
}
