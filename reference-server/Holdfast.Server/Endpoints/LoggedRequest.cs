using Holdfast.Server.Tus;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Server.Endpoints;

/// <summary>The request as the log names it, in the client's own values.</summary>
/// <param name="Method">The method that counts.</param>
/// <param name="Path">The path without its query, which may hold secrets.</param>
/// <param name="Id">The id that distinguishes it from others: the client's own <c>X-Request-ID</c>, or the host's id.</param>
internal readonly record struct LoggedRequest(string Method, string Path, string Id)
{
    // As much as tusd keeps: a UUID in text.
    private const int MaxIdLength = 36;

    public static LoggedRequest Of(HttpContext context)
    {
        var named = context.Request.Headers["X-Request-ID"].ToString();
        var id = named.Length == 0 ? context.TraceIdentifier : named[..Math.Min(named.Length, MaxIdLength)];
        return new(TusRequest.EffectiveMethod(context.Request), context.Request.PathBase.Add(context.Request.Path).Value ?? "", id);
    }
}
