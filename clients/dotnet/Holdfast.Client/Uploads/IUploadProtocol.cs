namespace Holdfast.Client.Uploads;

/// <summary>The requests of one protocol for one upload. They read and change the <see cref="UploadJob"/>.</summary>
internal interface IUploadProtocol
{
    /// <summary>Creates the upload.</summary>
    Task<Step> CreateAsync(CancellationToken cancellationToken);

    /// <summary>Asks for the offset.</summary>
    Task<Step> RetrieveAsync(CancellationToken cancellationToken);

    /// <summary>Sends content from the offset on.</summary>
    Task<Step> AppendAsync(CancellationToken cancellationToken);
}
