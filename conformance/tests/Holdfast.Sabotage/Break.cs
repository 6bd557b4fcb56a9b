using Holdfast.Server;

namespace Holdfast.Sabotage;

/// <summary>Makes a sound server's options defective.</summary>
/// <param name="sound">The options, with a <see cref="FileUploadStore"/>.</param>
/// <param name="directory">Where that store keeps its files.</param>
public delegate UploadServerOptions Break(UploadServerOptions sound, string directory);
