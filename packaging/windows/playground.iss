; The installer for Windows, made by Inno Setup 6 from what PyInstaller has put into dist\playground:
;
;     iscc /DVersion=0.1.0 packaging\windows\playground.iss
;
; It installs for one user, without asking for an administrator; whoever wants it for all users starts it with /ALLUSERS.

#ifndef Version
  #error Give the version: iscc /DVersion=0.1.0 packaging\windows\playground.iss
#endif
#ifndef Programs
  #define Programs "..\..\dist\playground"
#endif
#define Kind "Playground.Experiment.1"

[Setup]
; Never another one: by it a new version finds the old one, replaces it, and leaves one line in "Installed apps".
AppId={{AAC8905F-25A4-5EFF-9AFF-5F19B7AF51EC}
AppName=Playground
AppVersion={#Version}
AppVerName=Playground {#Version}
AppPublisher=The Playground authors
VersionInfoVersion={#Version}
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=commandline
DefaultDirName={autopf}\Playground
DisableProgramGroupPage=yes
DisableDirPage=no
LicenseFile=..\..\LICENSE
OutputDir=..\..\dist
OutputBaseFilename=playground-{#Version}-windows-x64
SetupIconFile={#Programs}\_internal\playground.ico
UninstallDisplayIcon={app}\playground-gui.exe
UninstallDisplayName=Playground
Compression=lzma2/max
SolidCompression=yes
LZMAUseSeparateProcess=yes
WizardStyle=modern
; The explorer learns of the file type at once.
ChangesAssociations=yes
; Windows keeps the files of a program that runs, so it is asked to close first.
CloseApplications=yes
RestartApplications=no
#ifdef SignTool
SignTool={#SignTool}
SignedUninstaller=yes
#endif

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "de"; MessagesFile: "compiler:Languages\German.isl"

[CustomMessages]
en.Experiment=Playground experiment
de.Experiment=Playground-Versuch
en.Associate=Open experiments (.nnp) with Playground
de.Associate=Versuche (.nnp) mit Playground öffnen
en.Terminal=Playground in a terminal
de.Terminal=Playground im Terminal

[Tasks]
Name: "associate"; Description: "{cm:Associate}"
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; GroupDescription: "{cm:AdditionalIcons}"; Flags: unchecked

[InstallDelete]
; Files of the version before: one that is no longer shipped must not be imported.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "{#Programs}\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{autoprograms}\Playground"; Filename: "{app}\playground-gui.exe"; AppUserModelID: "Playground"
Name: "{autoprograms}\{cm:Terminal}"; Filename: "{cmd}"; Parameters: "/K ""set PATH={app};%PATH%&& playground --help"""; WorkingDir: "{userdocs}"
Name: "{autodesktop}\Playground"; Filename: "{app}\playground-gui.exe"; AppUserModelID: "Playground"; Tasks: desktopicon

[Registry]
; HKA is the user's part of the registry, or the machine's with /ALLUSERS. Undone from the last line to the first.
Root: HKA; Subkey: "Software\Classes\.nnp"; ValueType: string; ValueName: ""; ValueData: "{#Kind}"; Flags: uninsdeletevalue uninsdeletekeyifempty; Tasks: associate
Root: HKA; Subkey: "Software\Classes\.nnp"; ValueType: string; ValueName: "Content Type"; ValueData: "application/x-playground-experiment"; Flags: uninsdeletevalue; Tasks: associate
Root: HKA; Subkey: "Software\Classes\.nnp\OpenWithProgids"; ValueType: string; ValueName: "{#Kind}"; ValueData: ""; Flags: uninsdeletevalue uninsdeletekeyifempty
Root: HKA; Subkey: "Software\Classes\{#Kind}"; ValueType: string; ValueName: ""; ValueData: "{cm:Experiment}"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\{#Kind}\DefaultIcon"; ValueType: string; ValueName: ""; ValueData: "{app}\playground-gui.exe,0"
Root: HKA; Subkey: "Software\Classes\{#Kind}\shell\open\command"; ValueType: string; ValueName: ""; ValueData: """{app}\playground-gui.exe"" ""%1"""
Root: HKA; Subkey: "Software\Classes\Applications\playground-gui.exe"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Applications\playground-gui.exe\SupportedTypes"; ValueType: string; ValueName: ".nnp"; ValueData: ""

[Run]
Filename: "{app}\playground-gui.exe"; Description: "{cm:LaunchProgram,Playground}"; Flags: nowait postinstall skipifsilent
