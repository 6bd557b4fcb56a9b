using System.IO.Pipelines;
using Holdfast.Server;

namespace Holdfast.Sabotage;

/// <summary>Writes half a second after it has said so.</summary>
internal sealed class StoresLater(IUploadStore sound, string directory) : StoreDecorator(sound, directory)
{
    public override async ValueTask<UploadInfo> AppendAsync(UploadInfo upload, PipeReader body, WriteScope scope)
    {
        using var arrived = new MemoryStream();
        await body.CopyToAsync(arrived, scope.Completion);
        var octets = arrived.ToArray();
        _ = WriteAsync(upload.Id, upload.Offset, octets);
        return With(upload, octets.Length);
    }

    private async Task WriteAsync(string id, long offset, byte[] octets)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        if (File.Exists(DataFileOf(id)))
        {
            using var file = File.OpenHandle(DataFileOf(id), FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.Write(file, octets, offset);
        }
    }
}
