using System.Buffers;
using System.IO.Pipelines;
using Holdfast.Server.Stores;

namespace Holdfast.Sabotage.Stores;

/// <summary>Writes each packet only when the next one arrives, so that the last of several is lost.</summary>
internal sealed class LastPacketDroppingStore(IUploadStore sound, string directory) : StoreDecorator(sound, directory)
{
    public override async ValueTask<UploadInfo> AppendAsync(UploadInfo upload, PipeReader body, WriteScope scope)
    {
        using var file = File.OpenHandle(DataFileOf(upload.Id), FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        var (written, packets, waiting) = (upload.Offset, 0, Array.Empty<byte>());
        while (true)
        {
            var read = await body.ReadAsync(scope.Completion);
            if (!read.Buffer.IsEmpty)
            {
                RandomAccess.Write(file, waiting, written);
                (written, packets, waiting) = (written + waiting.Length, packets + 1, read.Buffer.ToArray());
            }

            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                RandomAccess.Write(file, packets > 1 ? [] : waiting, written);
                return With(upload, written + waiting.Length - upload.Offset);
            }
        }
    }
}
