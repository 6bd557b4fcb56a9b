using System.IO.Pipelines;
using Holdfast.Server.Stores;

namespace Holdfast.Sabotage.Stores;

/// <summary>Counts an upload's lifetime from the start of its last append, and removes it although that append is still running.</summary>
internal sealed class ExpiringDuringAppendStore(IUploadStore sound, string directory) : StoreDecorator(sound, directory)
{
    /// <summary>The lifetime that the server announces: short enough for the expiry scenario to wait for it.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(3);

    /// <summary>Shorter than <see cref="Lifetime"/>, because Upload-Expires has whole seconds.</summary>
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(2);

    public override async ValueTask<UploadInfo> AppendAsync(UploadInfo upload, PipeReader body, WriteScope scope)
    {
        using var over = new CancellationTokenSource(Delay, TimeProvider.System);
        await using var removal = over.Token.Register(() =>
        {
            File.Delete(DataFileOf(upload.Id));
            File.Delete(DataFileOf(upload.Id) + ".info");
        });
        return await base.AppendAsync(upload, body, scope);
    }
}
