using Holdfast.Server.Stores;

namespace Holdfast.Sabotage.Stores;

/// <summary>Creates uploads as a store behind a slow network does: with two requests.</summary>
internal sealed class FarStore(IUploadStore sound, string directory, TimeSpan roundTrip) : StoreDecorator(sound, directory)
{
    public override async ValueTask<UploadInfo?> CreateAsync(UploadInfo wanted, WriteScope scope)
    {
        await Task.Delay(2 * roundTrip, TimeProvider.System);
        return await base.CreateAsync(wanted, scope);
    }
}
