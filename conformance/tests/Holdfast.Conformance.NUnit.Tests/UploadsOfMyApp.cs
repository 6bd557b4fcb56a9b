using Holdfast.Conformance.Engine;
using Holdfast.Conformance.NUnit;

namespace Holdfast.Sample.Tests;

/// <summary>A user's fixture: it starts the user's ASP.NET Core application on a free port, and every case for tus is a test.</summary>
public sealed class UploadsOfMyApp : TusConformance
{
    private MyApplication? _app;

    protected override async ValueTask<Uri> StartAsync(CancellationToken cancellationToken) =>
        (_app = await MyApplication.StartAsync(cancellationToken)).Uploads;

    protected override RunOptions Configure(RunOptions options) => options with { Seed = 7 };

    protected override async ValueTask StopAsync() => await _app!.DisposeAsync();
}
