
using Holdfast.Server.Hosting;
using Holdfast.Server.Stores.FileStore;

namespace Holdfast.Sabotage;

/// <summary>Puts a defect into the options of a sound server.</summary>
/// <param name="sound">The options, with a <see cref="FileUploadStore"/>.</param>
/// <param name="directory">Directory of that store.</param>
public delegate UploadServerOptions Break(UploadServerOptions sound, string directory);
