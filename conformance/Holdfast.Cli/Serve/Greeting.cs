using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Cli.Serve;

/// <summary>A page for people who open the server in a browser.</summary>
internal static class Greeting
{
    private const string Text = """
        Holdfast serves resumable uploads here (tus 1.0 and the IETF draft).

        Create uploads at the base path: see 'Using … as the base path' in the server's output.
        Protocol: https://tus.io
        To turn this page off, use -show-greeting=false.

        """;

    /// <summary>Answers every path that isn't under the base path. <c>OPTIONS *</c> has no path: it asks about uploads.</summary>
    public static void Show(IApplicationBuilder application) => application.Use((context, next) =>
        context.GetEndpoint() is null && context.Request.Path.HasValue
            ? context.Response.WriteAsync(Text, context.RequestAborted) : next(context));
}
