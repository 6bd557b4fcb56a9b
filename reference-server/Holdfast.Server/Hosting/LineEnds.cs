using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Server.Hosting;

/// <summary>
/// Whether a lone LF ends a line of a request's header section (RFC 9112, 2.2). Kestrel reads a process-wide switch for that once, when the
/// server is created, so the switch is set for that moment.
/// </summary>
internal static class LineEnds
{
    private const string Switch = "Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators";

    private static readonly Lock Turning = new();

    public static WebApplication Build(WebApplicationBuilder builder, bool allowLoneLineFeed)
    {
        lock (Turning)
        {
            AppContext.TryGetSwitch(Switch, out var before);
            AppContext.SetSwitch(Switch, !allowLoneLineFeed);
            try
            {
                var application = builder.Build();
                application.Services.GetRequiredService<IServer>();
                return application;
            }
            finally
            {
                AppContext.SetSwitch(Switch, before);
            }
        }
    }
}
