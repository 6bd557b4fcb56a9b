using Holdfast.Conformance.Engine;
using Holdfast.Conformance.NUnit;

namespace Holdfast.Sample.Tests;

/// <summary>
/// The same application, checked for the draft in one of the versions that it speaks; the command's tests check the others.
/// </summary>
[Interop(10)]
public sealed class DraftUploadsOfMyApp : DraftConformance
{
    private MyApplication? _app;

    protected override async ValueTask<Uri> StartAsync(CancellationToken cancellationToken) =>
        (_app = await MyApplication.StartAsync(cancellationToken)).Uploads;

    protected override RunOptions Configure(RunOptions options) => options with { Seed = 7 };

    protected override async ValueTask StopAsync() => await _app!.DisposeAsync();
}
