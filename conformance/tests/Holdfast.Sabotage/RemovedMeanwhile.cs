using System.IO.Pipelines;
using Holdfast.Server;

namespace Holdfast.Sabotage;

/// <summary>Removes an upload some time after its last append began, although that one still runs.</summary>
internal sealed class RemovedMeanwhile(IUploadStore sound, string directory) : StoreDecorator(sound, directory)
{
    /// <summary>What the server says: short enough for the scenario that is about it to wait for it.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(3);

    /// <summary>Less than that, since dates are told in whole seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public override async ValueTask<UploadInfo> AppendAsync(UploadInfo upload, PipeReader body, WriteScope scope)
    {
        using var over = new CancellationTokenSource(Patience, TimeProvider.System);
        await using var removal = over.Token.Register(() =>
        {
            File.Delete(DataFileOf(upload.Id));
            File.Delete(DataFileOf(upload.Id) + ".info");
        });
        return await base.AppendAsync(upload, body, scope);
    }
}
