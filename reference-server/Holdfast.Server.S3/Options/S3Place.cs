namespace Holdfast.Server.S3;

/// <summary>Where an upload's bytes are.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Key">The object in it.</param>
public sealed record S3Place(string Bucket, string Key);
